import { testCheck } from '../../check.suite.ts';
import { moderateContent } from './index.ts';

const parameters = { model: '@vertex-prod/claude-haiku-4-5' };
const texts = ['A text.'];
const harmless = '{"violates": false, "categories": [], "explanation": "Nothing."}';
const harmful = '{"violates": true, "categories": ["hate"], "explanation": "It insults."}';

testCheck({
  check: moderateContent,
  wrong: [{}, { ...parameters, categories: ['rudeness'] }, { ...parameters, categories: [] }],
  cases: [
    { name: 'nothing is found', parameters, texts, model: harmless, verdict: true },
    { name: 'a category is found', parameters, texts, model: harmful, verdict: false },
    {
      name: 'a category that is wanted',
      parameters: { ...parameters, not: true },
      texts,
      model: harmful,
      verdict: true,
    },
    { name: 'garbage', parameters, texts, model: '<html>', verdict: 'model_answer' },
    { name: 'no text: nobody is asked', parameters, verdict: true },
  ],
});
