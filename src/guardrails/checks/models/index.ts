/** `default.modelWhitelist` and `default.modelRules`: which models may be asked, by whom. */
import { z } from 'zod';
import { CheckError, defineCheck, type Check } from '../../check.ts';

const Models = z.array(z.string().min(1)).max(1000);

/** `*` stands for any letters. */
function isListed(model: string, list: readonly string[]): boolean {
  return list.some((one) => matches(model, one.split('*')));
}

function matches(model: string, [first = '', ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return model === first;
  if (!model.startsWith(first)) return false;
  const last = rest.at(-1) ?? '';
  let at = first.length;
  for (const piece of rest.slice(0, -1)) {
    const found = model.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return model.length - last.length >= at && model.endsWith(last);
}

function judged(model: string | null, list: readonly string[], not: boolean) {
  if (model === null) throw new CheckError('missing_model', 'The request names no model.');
  const isAllowed = isListed(model, list);
  const explanation = `The model "${model.slice(0, 100)}" is ${isAllowed ? '' : 'not '}in the list.`;
  return { verdict: isAllowed !== not, data: { explanation, model: model.slice(0, 100) } };
}

const modelWhitelist: Check = defineCheck({
  id: 'default.modelWhitelist',
  aliases: ['default.modelwhitelist'],
  name: 'Allowed models',
  summary: 'Passes when the model is in the list; with `not`, when it is not.',
  sides: ['input'],
  parameters: z.strictObject({ models: Models.min(1), not: z.boolean().default(false) }),
  open: ({ models, not }) => ({ kind: 'judge', judge: ({ request }) => judged(request.model, models, not) }),
});

const modelRules: Check = defineCheck({
  id: 'default.modelRules',
  name: 'Models by metadata',
  summary: 'Passes when the model is among those of the metadata that match, or else among the defaults.',
  sides: ['input'],
  parameters: z.strictObject({
    rules: z.strictObject({
      defaults: Models.default([]),
      metadata: z.record(z.string(), z.record(z.string(), Models)).default({}),
    }),
    not: z.boolean().default(false),
  }),
  open: ({ rules: { defaults, metadata }, not }) => ({
    kind: 'judge',
    judge({ request }) {
      const matching = Object.entries(metadata).flatMap(([key, byValue]) => byValue[request.metadata[key] ?? ''] ?? []);
      const list = matching.length > 0 ? matching : defaults;
      if (list.length === 0)
        throw new CheckError('no_rule', 'No rule holds for this metadata, and there are no defaults.');
      return judged(request.model, list, not);
    },
  }),
});

export const models: readonly Check[] = [modelWhitelist, modelRules];
