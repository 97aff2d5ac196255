import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { modelJudge } from './index.ts';

const parameters = { model: '@vertex-prod/claude-haiku-4-5', policy: 'No names of projects.' };
const texts = ['The project is called Aurora.'];

testCheck({
  check: modelJudge,
  wrong: [{}, { ...parameters, model: 'claude-haiku-4-5' }, { ...parameters, policy: '' }],
  cases: [
    {
      name: 'the model sees nothing',
      parameters,
      texts,
      model: '{"violates": false, "categories": []}',
      verdict: true,
    },
    {
      name: 'the model sees something, in a fence as models write it',
      parameters,
      texts,
      model: 'Sure:\n```json\n{"violates": true, "categories": ["project"], "explanation": "It names one."}\n```',
      verdict: false,
    },
    { name: 'words that are no verdict', parameters, texts, model: 'I would say it is fine.', verdict: 'model_answer' },
    {
      name: 'a verdict that is no truth value',
      parameters,
      texts,
      model: '{"violates": "no"}',
      verdict: 'model_answer',
    },
    { name: 'no answer in time', parameters, texts, model: new CheckError('timeout', 'Late.'), verdict: 'timeout' },
    {
      name: 'a text that is too long is not passed unread',
      parameters: { ...parameters, max_characters: 100 },
      texts: ['x'.repeat(101)],
      verdict: 'text_too_long',
    },
    { name: 'no text: nobody is asked', parameters, verdict: true },
  ],
});
