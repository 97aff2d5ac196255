/** What words around it make personal: birth dates, passports, names and postal addresses. */
import type { Finding } from '../check.ts';
import { valuesOf } from './numbers.ts';

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)';
const DATE = `(?:\\d{4}年\\s?\\d{1,2}月\\s?\\d{1,2}日|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2})|\\d{1,2}(?:st|nd|rd|th|\\.)?(?: of| de)? ${MONTH}\\.?,?(?: de)? \\d{4}|${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4})`;
const BIRTH = new RegExp(
  `(?:(?:生年月日|誕生日|出生日期)|\\b(?:dob|d\\.o\\.b\\.?|date[ _-]?of[ _-]?birth|birth[ _-]?da(?:te|y)|born(?: on)?|geburtsdatum|geb(?:\\.|oren)(?: am)?|date de naissance|n[ée]e? le|fecha de nacimiento|nacid[oa] el|data di nascita|nat[oa] il|geboortedatum|data de nascimento))["']?\\s{0,3}(?:is|was|:|：|は|=|,)?\\s{0,3}["']?(?<value>${DATE})(?!\\d)`,
  'gi',
);

export const birthDates = (text: string): Finding[] => valuesOf(text, BIRTH, 'DATE_OF_BIRTH');

const PASSPORT =
  /\b(?:passport|reisepass(?:nummer)?|passeport|pasaporte|passaporto|paspoort)["']?(?:[ _-]?(?:number|no\.?|nr\.?|num|id|#|is|n°))*["']?\s{0,3}[:=#]?\s{0,3}["']?(?<value>(?=[A-Z0-9]{0,8}\d{3})[A-Z0-9]{6,9})(?![\w-])/gi;
/** ICAO 9303: the two lines of a passport that machines read. */
const MACHINE_READ =
  /(?<value>P[A-Z<][A-Z]{3}[A-Z<]{39}\n?[A-Z0-9<]{9}\d[A-Z]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[\d<]\d)/g;

export const passports = (text: string): Finding[] => [
  ...valuesOf(text, PASSPORT, 'PASSPORT').filter(({ start, end }) => /\d{4}/.test(text.slice(start, end))),
  ...valuesOf(text, MACHINE_READ, 'PASSPORT'),
];

const PART = String.raw`\p{Lu}[\p{L}'’-]{1,30}`;
const FULL_NAME = `${PART}(?: (?:\\p{Lu}\\.|van|von|de|der|del|di|la|le|bin|al|${PART})){0,3}`;
const NAMES: readonly RegExp[] = [
  new RegExp(
    `\\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Monsieur|Madame|Mme|Señora?|Sra?|Dott|Signora?)\\.? (?<value>${FULL_NAME})`,
    'gu',
  ),
  new RegExp(
    `(?:[Mm]y name is|I am called|I’m called|[Ii]ch heiße|[Mm]ein Name ist|je m’appelle|[Mm]e llamo|[Mm]i chiamo) (?<value>${FULL_NAME})`,
    'gu',
  ),
  new RegExp(
    `(?:^|[\\n,;{(>|])\\s{0,12}["']?(?:[Ff]ull[ _]?[Nn]ame|[Nn]ame|[Pp]atient(?: [Nn]ame)?|[Cc]ustomer(?: [Nn]ame)?|[Ee]mployee(?: [Nn]ame)?|[Cc]lient [Nn]ame|[Cc]ontact(?: [Nn]ame)?|[Aa]ccount [Hh]older|[Cc]ardholder)["']?\\s{0,2}:\\s{0,2}["']?(?<value>${PART} (?:(?:\\p{Lu}\\.|van|von|de|der|${PART}) ){0,2}${PART})(?![\\w(])`,
    'gu',
  ),
  new RegExp(
    `(?:Dear|Hi|Hello|Liebe[r]?|Sincerely,|Regards,|Best,|Cheers,|Thanks,)\\s{1,2}(?<value>${PART} ${PART})(?![\\w(])`,
    'gu',
  ),
];
/** One of them is near every name that is found. */
export const NAME_WORDS =
  /\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Monsieur|Madame|Mme|Se[ñn]or|Sra?|Dott|Signor|my name|My name|I am called|I’m called|[Ii]ch heiße|[Mm]ein Name|je m’app|[Mm]e llamo|[Mm]i chiamo|[Ff]ull[ _]?[Nn]ame|[Nn]ame|[Pp]atient|[Cc]ustomer|[Ee]mployee|[Cc]lient|[Cc]ontact|[Aa]ccount [Hh]older|[Cc]ardholder|Dear|Hi|Hello|Liebe|Sincerely|Regards|Best|Cheers|Thanks)\b/g;

/** Words that begin with a capital and name nobody. */
const NO_NAMES =
  /^(?:Team|All|Sir|Madam|There|World|Everyone|Customer|User|Claude|Error|Type|String|Number|Boolean|The|This|Component|Button|Service|Server|Data|File|Foo|Test)\b/;

export function names(text: string): Finding[] {
  return NAMES.flatMap((pattern) => valuesOf(text, pattern, 'NAME')).filter(
    ({ start, end }) => !NO_NAMES.test(text.slice(start, end)),
  );
}

const STREET =
  'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace|Parkway|Pkwy|Circle|Square|Highway|Hwy|Close|Crescent|Gardens|Row|Mews';
/** One of them is in every address that is found. */
export const STREET_WORDS = new RegExp(
  ` (?:${STREET})\\b|straße|strasse|str\\. |weg |platz |allee |gasse |ring |damm |ufer |\\brue |avenue |boulevard |chemin |quai |impasse |\\b(?:Calle|Avenida|Plaza|Paseo|Via|Viale|Piazza|Corso) |O\\.? Box`,
  'g',
);

const ADDRESSES: readonly RegExp[] = [
  new RegExp(
    `(?<![\\w.])(?<value>\\d{1,5}[A-Za-z]? (?:[NSEW]\\.? )?(?:[A-Z][a-z'’]{1,20} |\\d{1,3}(?:st|nd|rd|th) ){1,3}(?:${STREET})\\b\\.?(?:,? (?:Apt|Suite|Unit|Ste|Flat|Floor|#)\\.? ?[\\w-]{1,6})?(?:,? [A-Z][A-Za-z .'-]{2,25},? (?:[A-Z]{2} \\d{5}(?:-\\d{4})?|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}))?)`,
    'g',
  ),
  /(?<![\w])(?<value>\p{Lu}[\p{L}.-]{1,25}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4} ?[a-z]?(?:, ?\d{5} \p{Lu}[\p{L}-]{2,25})?)(?!\w)/gu,
  /(?<![\w])(?<value>\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allée|quai|impasse) (?:[\p{L}’'-]{1,20} ?){1,5}(?:, ?\d{5} \p{Lu}[\p{L}-]{2,25})?)(?!\w)/giu,
  /(?<![\w])(?<value>(?:Calle|Avenida|Plaza|Paseo|Via|Viale|Piazza|Corso) (?:\p{Lu}[\p{L}’'-]{1,20} ?){1,4},? (?:nº ?)?\d{1,4}(?:, ?\d{5} \p{Lu}[\p{L}-]{2,25})?)(?!\w)/gu,
  /\b(?<value>P\.?O\.? Box \d{1,6})\b/gi,
];

export const addresses = (text: string): Finding[] =>
  ADDRESSES.flatMap((pattern) => valuesOf(text, pattern, 'LOCATION_ADDRESS')).filter(
    ({ start }) => !/(?:\(c\)|©|copyright)\s{0,2}$/i.test(text.slice(Math.max(0, start - 12), start)),
  );
