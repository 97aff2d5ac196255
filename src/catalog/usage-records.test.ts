import { expect, it } from 'vitest';
import { anthropicMessages } from '../wire/dialects/anthropic-messages/index.ts';
import { bedrockConverse } from '../wire/dialects/bedrock-converse/index.ts';
import { gemini } from '../wire/dialects/gemini/index.ts';
import { openaiChat } from '../wire/dialects/openai-chat/index.ts';
import { openaiEmbeddings } from '../wire/dialects/openai-embeddings/index.ts';
import { openaiImages } from '../wire/dialects/openai-operations/images.ts';
import { openaiModerations } from '../wire/dialects/openai-operations/moderations.ts';
import { rerank } from '../wire/dialects/openai-operations/rerank.ts';
import { openaiTranscriptions } from '../wire/dialects/openai-operations/transcriptions.ts';
import { openaiResponses } from '../wire/dialects/openai-responses/index.ts';
import { emptyUsage } from '../wire/usage.ts';
import { priceOf } from './price-book.ts';
import { USAGE_RECORDS } from './usage-records.data.ts';

const DIALECTS = [
  anthropicMessages,
  bedrockConverse,
  gemini,
  openaiChat,
  openaiEmbeddings,
  openaiImages,
  openaiModerations,
  openaiResponses,
  openaiTranscriptions,
  rerank,
];

it('there are sixty records, each of another case', () => {
  expect(USAGE_RECORDS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(USAGE_RECORDS.map(({ name, model }) => `${name} ${model}`)).size).toBe(USAGE_RECORDS.length);
});

it.each(USAGE_RECORDS)('$platform $model: $name costs $nanoUsd, which is $worked', (record) => {
  const { platform, model, region, body, nanoUsd, unpriced } = record;
  const dialect = DIALECTS.find(({ id }) => id === record.dialect);
  const told = dialect?.readWhole(Buffer.from(JSON.stringify(body)));
  expect(told?.isAnswer).toBe(true);
  const price = priceOf({ platform, model, region, usage: told?.usage ?? emptyUsage() });
  if (unpriced === null) expect(price).toEqual({ costNanoUsd: nanoUsd });
  else expect(price).toEqual({ unpriced: expect.stringContaining(unpriced) as string });
});
