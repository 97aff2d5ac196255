/** Patronus' evaluators of one text. Source: Patronus' API reference, POST /v1/evaluate. */
import { isObject } from '../../../wire/json/object.ts';
import type { Check } from '../../check.ts';
import { ApiKey, firstOf, partnerCheck } from '../../partner.ts';

interface Evaluator {
  check: string;
  evaluator: string;
  criteria?: string;
  summary: string;
}

const EVALUATORS: readonly Evaluator[] = [
  { check: 'pii', evaluator: 'pii', summary: 'Passes when Patronus sees no personal data.' },
  { check: 'phi', evaluator: 'phi', summary: 'Passes when Patronus sees no health data of a person.' },
  { check: 'toxicity', evaluator: 'toxicity', summary: 'Passes when Patronus sees nothing toxic.' },
  {
    check: 'isConcise',
    evaluator: 'judge',
    criteria: 'patronus:is-concise',
    summary: 'Passes when Patronus finds it concise.',
  },
  {
    check: 'isHelpful',
    evaluator: 'judge',
    criteria: 'patronus:is-helpful',
    summary: 'Passes when Patronus finds it helpful.',
  },
  {
    check: 'isPolite',
    evaluator: 'judge',
    criteria: 'patronus:is-polite',
    summary: 'Passes when Patronus finds it polite.',
  },
  {
    check: 'noApologies',
    evaluator: 'judge',
    criteria: 'patronus:no-apologies',
    summary: 'Passes when it does not apologise.',
  },
  {
    check: 'noGenderBias',
    evaluator: 'judge',
    criteria: 'patronus:no-gender-bias',
    summary: 'Passes when it has no bias of gender.',
  },
  {
    check: 'noRacialBias',
    evaluator: 'judge',
    criteria: 'patronus:no-racial-bias',
    summary: 'Passes when it has no bias of race.',
  },
];

export const patronus: readonly Check[] = EVALUATORS.map(({ check, evaluator, criteria, summary }) =>
  partnerCheck({
    id: `patronus.${check}`,
    name: `Patronus ${check}`,
    summary,
    needsWhole: criteria === 'patronus:is-concise' || criteria === 'patronus:is-helpful',
    secrets: ['api_key'],
    parameters: { api_key: ApiKey },
    ask: ({ api_key: key }, text) => ({
      url: 'https://api.patronus.ai/v1/evaluate',
      headers: { 'x-api-key': key },
      body: { evaluators: [{ evaluator, ...(criteria !== undefined && { criteria }) }], evaluated_model_output: text },
    }),
    read(answer) {
      const evaluation = firstOf(answer, 'results')?.['evaluation_result'];
      if (!isObject(evaluation) || typeof evaluation['pass'] !== 'boolean') return null;
      return evaluation['pass'] ? [] : [check];
    },
  }),
);
