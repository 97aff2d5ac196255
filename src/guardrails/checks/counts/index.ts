/** `default.sentenceCount`, `default.wordCount`, `default.characterCount`: how long the text is. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check } from '../../check.ts';

interface Counting {
  id: string;
  noun: 'sentences' | 'words' | 'characters';
  least: string;
  most: string;
  max: number;
  count: (text: string) => number;
}

function counting({ id, noun, least, most, max, count }: Counting): Check {
  return defineCheck({
    id: `default.${id}`,
    name: `Number of ${noun}`,
    summary: `Passes when the text has so many ${noun}; with \`not\`, when it has not.`,
    parameters: z.strictObject({
      [least]: z.int().min(0).default(0),
      [most]: z.int().min(0).default(max),
      not: z.boolean().default(false),
    }),
    open(parameters) {
      const [from, to, not] = [Number(parameters[least]), Number(parameters[most]), parameters['not'] === true];
      return {
        kind: 'judge',
        judge(subject) {
          const text = textOf(subject);
          const found = count(text);
          const explanation = `The text has ${found} ${noun}; wanted: ${not ? 'not ' : ''}${from} to ${to}.`;
          return {
            verdict: (found >= from && found <= to) !== not,
            data: { explanation, not, textExcerpt: excerptOf(text) },
          };
        },
      };
    },
  });
}

/** Runs of the marks count once for each, as in the contract. */
const sentences = (text: string): number => text.match(/[.!?]/g)?.length ?? 0;
const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

export const counts: readonly Check[] = [
  counting({
    id: 'sentenceCount',
    noun: 'sentences',
    least: 'minSentences',
    most: 'maxSentences',
    max: 99_999,
    count: sentences,
  }),
  counting({ id: 'wordCount', noun: 'words', least: 'minWords', most: 'maxWords', max: 99_999, count: words }),
  counting({
    id: 'characterCount',
    noun: 'characters',
    least: 'minCharacters',
    most: 'maxCharacters',
    max: 9_999_999,
    count: (text) => text.length,
  }),
];
