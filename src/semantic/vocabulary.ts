/**
 * What the guards know of English, as data: words that carry no topic of their own, words that decide a meaning, and
 * words and phrases that say the same. A word that none of the lists knows is taken for content: it costs a hit at most.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** They frame a request and do not name its subject. What they still decide (who, when, not, my) has guards of its own. */
export const LIGHT = words(`
  a an the that there it its i me my mine you your yours he she him her his hers we us our ours they them their theirs is
  are am be been being was were do does did done have has had having can could will would shall should what which who whom
  whose where when why how and just simply really actually basically exactly of in on at for to from into by with about
  using via please not no never neither nor without versus vs`);

/** Enough of them, and more than of the next list, and the text is taken for English: the guards know no other language. */
export const ENGLISH = words(`
  a an the this that is are was were do does did have has had can could will would should what which who where when why how
  of in on at for to from into by with about me my your it i you and or not there between how-many how-much how-long
  how-often how-far explain tell describe give show`);

export const FOREIGN = words(`
  der das dem den des und ist nicht wie ich ein eine einen für mit auf zu von welche zwischen kann was el los las que es un
  una por para como cómo cuál qué del se le les est une pour dans pas je vous quel quelle comment sont il lo gli di che non
  per come è dei sono os um uma não qual em het een van niet hoe de la du och att inte jag`);

export const NEGATIONS = words(
  'not no never none nothing nobody nowhere neither nor without cannot except excluding non',
);

/** Particles and measures that turn a sentence round; all of them must stand on both sides. */
export const DIRECTIONS = words(`
  more less fewer most least greater lesser higher lower before after above below over under up down off out inside outside
  against until since during within beyond only always sometimes often rarely every all
  each both either instead rather`);

/** Each says what part the words after it play. */
export const ROLES = words(`
  to from than by before after against since until into onto without of in on at for with about using via between among
  inside outside during within under over`);

/** Words between a preposition and its noun. */
export const DETERMINERS = words('a an the this that these those my your his her its our their and or');

/** After one of these, `to` introduces a verb and no direction. */
export const BEFORE_INFINITIVE = words(`
  how way want need like able have has had possible order try trying ok okay safe allowed command best what where when is
  are it going used required necessary step i you`);

export const TENSES = classes({
  past: 'was were did had',
  present: 'is are am do does has have',
  future: 'will shall',
});

/** Prepositions that vanish when the sentence turns: the causes of inflation, what causes inflation. */
export const ALWAYS_MOVABLE = words('of between');
/** These vanish only where their noun moves before another one: branch in git, git branch. */
export const MOVABLE = words('in on');

/** `Can you` before one of these asks for it; before any other word it asks whether. */
export const REQUESTS = words(`
  explain tell show give describe list write compose suggest recommend help summarize summarise translate find create
  generate make please calculate convert`);

/** What follows one of these in -ed, -en or the like has it done to it. */
export const BEING = words('is are am was were be been being');

export const MODALS = classes({ should: 'should ought must', can: 'can could may might' });

/** To ask how one does it is not to ask for it to be done. Canonical forms. */
export const PRODUCING = words(`
  write summarize translate generat creat design plan recommend draw list answer rewrite paraphraz classify extract code
  rename improve`);

/** Prepositions that people exchange freely: in Linux, on Linux. */
export const PLACES = words('in on at within inside');

/** At the start of a sentence they ask whether. */
export const WHETHER = classes({
  is: 'is are am was were',
  do: 'do does did',
  has: 'has have',
  can: 'can could may might',
  should: 'should ought must',
  will: 'will would shall',
});

export const PERSONS = classes({
  speaker: 'i me my mine we us our ours',
  listener: 'you your yours',
  he: 'he him his',
  she: 'she her hers',
  they: 'they them their theirs',
});

/** A unit, a day or a month, to one spelling. */
export const UNITS = spellings(`
  km kilometer kilometers kilometre kilometres kms|m meter meters metre metres|cm centimeter centimeters centimetre
  centimetres|mm millimeter millimeters millimetre millimetres|mile miles|foot feet ft|inch inches|yard yards
  |kg kilogram kilograms kilo kilos|g gram grams|mg milligram milligrams|pound pounds lb lbs|ounce ounces oz|ton tons tonne
  tonnes|liter liters litre litres|ml milliliter milliliters millilitre millilitres|gallon gallons|cup cups
  |celsius °c|fahrenheit °f|kelvin|degree degrees °|percent % per-cent|dollar dollars $ usd|euro euros € eur|£ gbp|yen ¥ jpy
  |ms millisecond milliseconds|seconds secs sec|minute minutes min mins|hour hours hr hrs|day days|week weeks|month months
  |year years|decade decades|century centuries|byte bytes|kb kilobyte kilobytes|mb megabyte megabytes|gb gigabyte gigabytes
  |tb terabyte terabytes|watt watts|kwh|volt volts|mph|kmh km/h|am a.m|pm p.m|noon|midnight
  |monday mon|tuesday tue|wednesday|thursday thu|friday fri|saturday|sunday|january jan|february feb|march
  |april apr|june jun|july jul|august aug|september sep sept|october oct|november nov|december dec
  |today|tomorrow|yesterday|tonight|weekend|spring|summer|autumn|winter`);

/** Groups of words of which any may stand for any other, in every request that we could think of. */
export const SYNONYMS = spellings(`
  remove delete erase|install setup|write compose draft wrote written|begin start began|finish complete|buy purchase bought
  |fix repair|big large|biggest largest|bigger larger|small little|fast quick rapid|faster quicker|fastest quickest
  |cheap inexpensive|folder directory|picture image photo|movie film|car automobile|doctor physician|kid child children kids
  |disease illness|flu influenza|price cost|advantage benefit|disadvantage drawback downside|mean meaning meant definition
  define|cause caused|app application|config configuration|db database|postgres postgresql|js javascript|ts typescript
  |k8s kubernetes|node.js nodejs|repo repository|env environment|param parameter|info information|tv television
  |fridge refrigerator|vacation holiday|site website|happen occur happened occurred|allow permit|choose select pick
  chosen chose|find locate found|need needed require required|increase raise|decrease reduce|improve enhance
  |differ difference different|calculate compute|convert transform|summary summarize|recommend suggest
  |lawyer attorney|rich wealthy|difficult hard|easy simple|update upgrade|undo revert|iterate loop|speak spoke spoken
  |build built|run ran|take took taken|go went gone|eat ate eaten|make made|see saw seen view|drive drove driven
  |send sent|teach taught|person people|man men|woman women|work works working worked|country nation
  |use uses used usage|travel travelling|live lives|fall autumn|color colour|center centre|license licence|gray grey
  |favorite favourite|behavior behaviour|program programme|ok okay|contact contacting|extend prolong|error errors`);

/**
 * Ways of asking that come to the same; the right side is read in place of the left one. `^` holds it to the start of
 * the request. Contractions are already resolved here.
 */
export const PHRASES: readonly (readonly [said: string, read: string])[] = [
  ['^hi', ''],
  ['^hello', ''],
  ['^tell me', ''],
  ['^give me', ''],
  ['^show me', ''],
  ['^explain', 'what is'],
  ['^explain how', 'how'],
  ['^explain what', 'what'],
  ['^explain why', 'why'],
  ['^explain when', 'when'],
  ['^explain where', 'where'],
  ['^explain who', 'who'],
  ['^explain which', 'which'],
  ['^explain to me', 'what is'],
  ['^explain to me how', 'how'],
  ['^explain to me what', 'what'],
  ['^explain to me why', 'why'],
  ['^explain to me when', 'when'],
  ['^explain to me where', 'where'],
  ['^explain to me who', 'who'],
  ['^explain to me which', 'which'],
  ['^describe', 'what is'],
  ['^describe how', 'how'],
  ['^describe what', 'what'],
  ['^describe why', 'why'],
  ['^describe when', 'when'],
  ['^describe where', 'where'],
  ['^describe who', 'who'],
  ['^describe which', 'which'],
  ['^list', ''],
  ['^calculate', 'what is'],
  ['^i want to', 'how'],
  ['^i would like to', 'how'],
  ['^i need to', 'how'],
  ['^i would like to know', ''],
  ['^i want to know', ''],
  ['^command to', 'how to'],
  ['^steps to', 'how to'],
  ['^steps for', 'how to'],
  ['to me', ''],
  ['let me know', ''],
  ['let us', ''],
  ['how do i do that', ''],
  ['what is the way to', 'how to'],
  ['what is the best way to', 'how to'],
  ['what is a good way to', 'how to'],
  ['what is the right way to', 'how to'],
  ['what is the correct way to', 'how to'],
  ['what is the command to', 'how to'],
  ['what is the command for', 'how to'],
  ['how should i best', 'how'],
  ['how do i best', 'how'],
  ['how come', 'why'],
  ['what is the reason', 'why is'],
  ['what is the reason that', 'why is'],
  ['what is the reason for', 'why is'],
  ['what makes', 'why'],
  ['what time', 'when'],
  ['what year', 'when'],
  ['which year', 'when'],
  ['in what year', 'when'],
  ['in which year', 'when'],
  ['on which day', 'when'],
  ['how tall is', 'what is the height of'],
  ['how high is', 'what is the height of'],
  ['how old is', 'what is the age of'],
  ['how deep is', 'what is the depth of'],
  ['how heavy is', 'what is the weight of'],
  ['how big is', 'what is the size of'],
  ['how large is', 'what is the size of'],
  ['how expensive is', 'what is the price of'],
  ['how many', 'how-many'],
  ['how many people live in', 'what is the population of'],
  ['how much', 'how-much'],
  ['how much time', 'how-long'],
  ['how much time do i need', 'how-long'],
  ['how long', 'how-long'],
  ['how long does it take', 'how-long'],
  ['how often', 'how-often'],
  ['how far', 'how-far'],
  ['who is the author of', 'who wrote'],
  ['is it ok to', 'can i'],
  ['is it okay to', 'can i'],
  ['is it ok for', 'can'],
  ['is it okay for', 'can'],
  ['is it possible to', 'can i'],
  ['the summary of', 'summarize'],
  ['a summary of', 'summarize'],
  ['how do i make', 'how recipe for'],
  ['get in touch with', 'contact'],
  ['get rid of', 'remove'],
  ['take place', 'happen'],
  ['took place', 'happen'],
  ['set up', 'install'],
  ['find out', 'see'],
  ['regular expression', 'regex'],
  ['turn a', 'convert a'],
  ['rather than', 'instead of'],
  ['the mean', 'the average'],
];

/** `a b|c d` to a map in which b says a and d says c. */
function spellings(text: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const group of text.trim().split('|')) {
    const [first = '', ...others] = group.trim().split(/\s+/);
    for (const word of [first, ...others]) map.set(word, first);
  }
  return map;
}

/** Each word to the name of its class. */
function classes(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).flatMap(([name, text]) => text.split(' ').map((word) => [word, name] as const)));
}
