/** What a call cost that did not go through the gateway, by its answer and by the provider that it names. */
import { z } from 'zod';
import { priceBookVersion, priceOf } from '../../catalog/price-book.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import { factsOfAnswer } from '../../wire/dialects/translations.ts';
import { tokenCounts } from '../../wire/token-counts.ts';
import type { Usage } from '../../wire/usage.ts';
import type { ControlContext } from '../context.ts';

export interface InsertedCall {
  /** Contract id, as `openai`; null = the call names none. */
  provider: string | null;
  model: string | null;
  isSuccess: boolean;
  /** The body of the answer as text. */
  answer: Buffer;
  /** The same as a value. */
  body: unknown;
}

type Billed = Pick<LogRow, 'cost_nano_usd' | 'unpriced' | 'price_book' | 'stop_reason'> & Partial<LogRow>;

/** A success without a usage that can be read is unpriced, and says why: nothing looks free that was not. */
export function billOf({ providers }: Pick<ControlContext, 'providers'>, call: InsertedCall): Billed {
  const facts = factsOfAnswer(call.answer);
  const usage = facts?.usage ?? null;
  const shared = { ...(tokenCounts(usage) ?? plainCounts(call.body)), stop_reason: facts?.stopReason ?? null };
  if (!call.isSuccess && usage === null) return { ...shared, cost_nano_usd: null, unpriced: false, price_book: null };
  const price = priceFor({ ...call, platform: providers.get(call.provider ?? '')?.platform ?? null, usage });
  const book = { price_book: priceBookVersion() };
  if ('costNanoUsd' in price) return { ...shared, ...book, cost_nano_usd: price.costNanoUsd, unpriced: false };
  return { ...shared, ...book, cost_nano_usd: null, unpriced: true, notes: [`Unpriced: ${price.unpriced}.`] };
}

const Plain = z.object({
  usage: z.object({
    input_tokens: z.int().min(0).nullish(),
    prompt_tokens: z.int().min(0).nullish(),
    output_tokens: z.int().min(0).nullish(),
    completion_tokens: z.int().min(0).nullish(),
    cache_read_input_tokens: z.int().min(0).nullish(),
  }),
});

/** Of a body that is no whole answer, as the two commonest dialects count: shown, and never priced. */
function plainCounts(body: unknown): Partial<LogRow> {
  const usage = Plain.safeParse(body).data?.usage;
  return {
    input_tokens: usage?.input_tokens ?? usage?.prompt_tokens ?? null,
    output_tokens: usage?.output_tokens ?? usage?.completion_tokens ?? null,
    cache_read_tokens: usage?.cache_read_input_tokens ?? null,
  };
}

function priceFor({ platform, model, usage }: InsertedCall & { platform: string | null; usage: Usage | null }) {
  if (usage === null) return { unpriced: 'the answer tells no usage that can be read' };
  if (platform === null) return { unpriced: '`request.provider` names no provider that has prices' };
  return priceOf({ platform, model: model ?? '', region: null, usage });
}
