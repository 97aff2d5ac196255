/** `default.containsCode`: the answer has a fenced block of a language. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check } from '../../check.ts';

/** Names that people write behind a fence. */
const TAGS: Readonly<Record<string, readonly string[]>> = {
  sql: ['sql'],
  python: ['python', 'py'],
  typescript: ['typescript', 'ts', 'tsx'],
  javascript: ['javascript', 'js', 'jsx'],
  java: ['java'],
  'c#': ['c#', 'csharp', 'cs'],
  'c++': ['c++', 'cpp'],
  c: ['c'],
  ruby: ['ruby', 'rb'],
  php: ['php'],
  swift: ['swift'],
  kotlin: ['kotlin', 'kt'],
  go: ['go', 'golang'],
  rust: ['rust', 'rs'],
  scala: ['scala'],
  r: ['r'],
  perl: ['perl', 'pl'],
  shell: ['shell', 'sh', 'bash', 'zsh'],
  html: ['html'],
  css: ['css'],
  xml: ['xml'],
  json: ['json'],
  yaml: ['yaml', 'yml'],
  markdown: ['markdown', 'md'],
  dockerfile: ['dockerfile', 'docker'],
};

export const containsCode: Check = defineCheck({
  id: 'default.containsCode',
  name: 'Contains code',
  summary: 'Passes when the answer has a fenced block of the language; with `not`, when it has none.',
  sides: ['output'],
  parameters: z.strictObject({ format: z.string().min(1).max(40), not: z.boolean().default(false) }),
  open({ format, not }) {
    const tags = new Set(TAGS[format.toLowerCase()] ?? [format.toLowerCase()]);
    return {
      kind: 'judge',
      judge(subject) {
        const text = textOf(subject);
        const isThere = Array.from(text.matchAll(/```[ \t]*([\w#+-]{1,40})/g)).some(([, tag = '']) =>
          tags.has(tag.toLowerCase()),
        );
        const explanation = `There is ${isThere ? 'a' : 'no'} block of ${format}.`;
        return { verdict: isThere !== not, data: { explanation, format, not, textExcerpt: excerptOf(text) } };
      },
    };
  },
});
