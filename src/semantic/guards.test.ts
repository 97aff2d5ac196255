/** The guards, one way of going wrong at a time, and all of them on the labelled set. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dev, heldOut, type LabelledPairs } from '../../bench/semantic-pairs.ts';
import { mayBeSame, type Refusal, whyDifferent } from './guards.ts';
import { read } from './reading.ts';

const reasonFor = (a: string, b: string): Refusal | null => whyDifferent(read(a), read(b));

const REFUSED: Record<Refusal, readonly (readonly [string, string])[]> = {
  language: [
    ['Wie öffne ich die Datei?', 'Wie öffne ich die Datei nicht?'],
    ['Was ist der Unterschied zwischen TCP und UDP?', 'Was ist der Unterschied zwischen UDP und TCP?'],
    ['東京の人口は?', '東京の面積は?'],
  ],
  quotation: [
    ['What does "break a leg" mean?', 'What does "break the ice" mean?'],
    ['What does `x += 1` do?', 'What does `x -= 1` do?'],
    ['What does “affect” mean?', "What does 'effect' mean?"],
    ['Explain this:\n    if a:\n        b()', 'Explain this:\n    if a:\n    b()'],
  ],
  number: [
    ['What is 15% of 200?', 'What is 15% of 250?'],
    ['Write a poem in four lines.', 'Write a poem in eight lines.'],
    ['Write twenty five words about it.', 'Write 26 words about it.'],
    ['What is the second law?', 'What is the third law?'],
    ['Is Python 3.1 new?', 'Is Python 3.10 new?'],
  ],
  negation: [
    ['Why does my code compile?', "Why doesn't my code compile?"],
    ['Is it legal to record a call?', 'Is it not legal to record a call?'],
    ['Which phones that are not waterproof float?', 'Which phones that are waterproof do not float?'],
    ['Recipes with nuts for the day', 'Recipes without nuts for the day'],
  ],
  identifier: [
    ['What does chmod -r do?', 'What does chmod -R do?'],
    ['Explain the file src/main.ts', 'Explain the file src/math.ts'],
    ['Write a program in C.', 'Write a program in C++.'],
    ['What is 5 * 3?', 'What is 5 / 3?'],
    ['What is useEffect for?', 'What is useMemo for?'],
  ],
  name: [
    ['Who is the CEO of Google?', 'Who is the CEO of Apple?'],
    ['What is the window for Windows?', 'What is the window for a window?'],
    ['What is the code of the US?', 'What is the code of the UK?'],
  ],
  unit: [
    ['How tall is it in meters?', 'How tall is it in feet?'],
    ['What can I buy for $100?', 'What can I buy for €100?'],
    ['Is it open on monday?', 'Is it open on sunday?'],
  ],
  question: [
    ['When was it founded?', 'Where was it founded?'],
    ['How do I write a haiku?', 'Write a haiku.'],
    ['What is a rebase in git?', 'How do I rebase in git?'],
    ['Who is a cat?', 'Who has a cat?'],
    ['Can you eat raw eggs?', 'How do I eat raw eggs?'],
  ],
  modal: [
    ['What can I eat before surgery?', 'What should I eat before surgery?'],
    ['When can I vote?', 'When should I vote?'],
  ],
  tense: [
    ['Who is the president of Brazil?', 'Who was the president of Brazil?'],
    ['What has Congress decided?', 'What will Congress decide?'],
  ],
  voice: [['Is the dog chasing?', 'Is the dog being chased?']],
  person: [
    ['What is your name?', 'What is my name?'],
    ['Can she call him?', 'Can he call her?'],
    ['Do I owe you money?', 'Do you owe me money?'],
    ["What is my dog's breed?", "What is a dog's breed?"],
  ],
  direction: [
    ['Which phones have more memory?', 'Which phones have less memory?'],
    ['How do I log in?', 'How do I log out?'],
    ['Can only admins delete posts?', 'Can admins only delete posts?'],
  ],
  content: [
    ['How do I clean a leather sofa?', 'How do I clean a velvet sofa?'],
    ['What are the side effects of aspirin?', 'What are the benefits of aspirin?'],
    ['How do I open a port?', 'How do I close a port?'],
    ['What is a healthy breakfast?', 'What is a healthy breakfast for a toddler?'],
    ['How do I sort a list?', 'How do I sort a list of lists?'],
    ['How do I draw a plane?', 'How do I draw a plan?'],
    ['What is it?', 'What is that?'],
  ],
  role: [
    ['Convert miles to kilometers.', 'Convert kilometers to miles.'],
    ['Can a manager fire an employee?', 'Can an employee fire a manager?'],
    ['Is there a dog in the house?', 'Is there a house in the dog?'],
    ['Is the dog chasing the cat?', 'Is the dog chased by the cat?'],
    ['How do I paint a house?', 'How do I paint in a house?'],
    ['How do I pay John?', 'How do I pay for John?'],
    ['What is the boss of the manager of a clerk?', 'What is the manager of the boss of a clerk?'],
  ],
};
const cases = Object.entries(REFUSED).flatMap(([reason, pairs]) => pairs.map(([a, b]) => ({ reason, a, b })));

describe('texts that mean different things', () => {
  it.each(cases)('are told apart by their $reason: $a / $b', ({ reason, a, b }) => {
    expect(reasonFor(a, b)).toBe(reason);
  });
});

describe('texts that mean the same', () => {
  it.each([
    ['How do I reset my password?', 'how can i reset a password'],
    ['What is the capital of France?', 'Tell me France’s capital, please.'],
    ['How do I sort a list in Python?', 'In Python, how do I sort a list?'],
    ['Convert 10 miles to kilometers.', 'Please convert ten miles into kilometres'],
    ['What are the symptoms of the flu?', 'What are flu symptoms?'],
    ['Explain the difference between TCP and UDP.', 'How do UDP and TCP differ?'],
    ["My order hasn't arrived.", 'My order has not arrived.'],
    ['How do I connect to PostgreSQL?', 'How do I connect to Postgres?'],
    ['Could you explain how caching works?', 'How does a cache work?'],
    ['Write two hundred words about the sea.', 'Compose 200 words about the sea.'],
  ])('are let through: %s / %s', (a, b) => {
    expect(reasonFor(a, b)).toBeNull();
  });
});

/** Which of them pass. */
function accepted({ paraphrases, nearMisses }: LabelledPairs): { same: number; different: string[] } {
  const wrong = Object.values(nearMisses).flat();
  return {
    same: paraphrases.filter(([a, b]) => mayBeSame(a, b)).length,
    different: wrong.filter(([a, b]) => mayBeSame(a, b)).map((pair) => pair.join(' / ')),
  };
}

describe('the labelled set', () => {
  it.each([
    { name: 'dev', set: dev, atLeast: 45, known: dev.nearMisses['known'] },
    { name: 'held out', set: heldOut, atLeast: 28, known: [] },
  ])('$name: no near-miss gets through but those that are written down, and $atLeast paraphrases do', (row) => {
    const { same, different } = accepted(row.set);
    expect(different).toEqual(row.known?.map((pair) => pair.join(' / ')));
    expect(same).toBeGreaterThanOrEqual(row.atLeast);
  });
});

describe('every pair of texts', () => {
  const texts = [dev, heldOut].flatMap((set) => [...set.paraphrases, ...Object.values(set.nearMisses).flat()]).flat();
  const text = fc.oneof(
    fc.constantFrom(...texts),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('constructor', ' '),
  );

  it('gets the same judgement from either side', () => {
    fc.assert(fc.property(text, text, (a, b) => mayBeSame(a, b) === mayBeSame(b, a)));
  });

  it('is refused where a number is put into one of them', () => {
    fc.assert(fc.property(fc.constantFrom(...texts), fc.nat(), (a, n) => !mayBeSame(a, `${a} ${n}`)));
  });
});

describe('long texts', () => {
  it.each(['"', "'", '`', '.', ')', ' (', '1,', 'a-', "n't ", '\n  x', 'can you ', 'twenty '])(
    'full of %j are read before the test runs out of time',
    (piece) => {
      // Quadratic work on so many pieces would take minutes.
      expect(() => read(piece.repeat(100_000))).not.toThrow();
    },
  );
});
