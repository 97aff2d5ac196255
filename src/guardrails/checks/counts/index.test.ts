import { testCheck } from '../../check.suite.ts';
import { counts } from './index.ts';

const LIMITS: Readonly<Record<string, object>> = {
  'default.sentenceCount': { minSentences: 1, maxSentences: 2 },
  'default.wordCount': { minWords: 3, maxWords: 4 },
  'default.characterCount': { minCharacters: 9, maxCharacters: 20 },
};

for (const check of counts) {
  const parameters = LIMITS[check.id] ?? {};
  testCheck({
    check,
    wrong: [{ not: 1 }],
    cases: [
      { name: 'within the bounds', parameters, texts: ['One two. Three'], verdict: true },
      { name: 'beyond them', parameters, texts: ['One. Two! Three? Four and five.'], verdict: false },
      {
        name: 'turned round by `not`',
        parameters: { ...parameters, not: true },
        texts: ['One two. Three'],
        verdict: false,
      },
      { name: 'cannot say without a text', parameters, verdict: 'missing_text' },
    ],
  });
}
