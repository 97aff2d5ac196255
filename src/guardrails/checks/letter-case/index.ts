/** `default.alluppercase` and `default.alllowercase`. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check } from '../../check.ts';

const parameters = z.strictObject({ not: z.boolean().default(false) });

function inCase(id: string, aliases: readonly string[], change: (text: string) => string): Check {
  const name = id === 'alluppercase' ? 'All capitals' : 'All small letters';
  return defineCheck({
    id: `default.${id}`,
    aliases,
    name,
    summary: `Passes when no letter would be another in ${name.toLowerCase().replace('all ', '')}; with \`not\`, when one would.`,
    parameters,
    open: ({ not }) => ({
      kind: 'judge',
      judge(subject) {
        const text = textOf(subject);
        const isSame = change(text) === text;
        return {
          verdict: isSame !== not,
          data: { explanation: `${name}: ${String(isSame)}.`, not, textExcerpt: excerptOf(text) },
        };
      },
    }),
  });
}

export const letterCase: readonly Check[] = [
  inCase('alluppercase', ['default.allUppercase', 'default.isAllUpperCase'], (text) => text.toUpperCase()),
  inCase('alllowercase', ['default.allLowercase', 'default.isAllLowerCase'], (text) => text.toLowerCase()),
];
