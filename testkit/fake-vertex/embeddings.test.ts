import { expect, it } from 'vitest';
import type { UpstreamCall } from '../upstream/recording-server.ts';
import { isEmbeddingModel, refuseEmbedding } from './embeddings.ts';

const refusal = (model: string, body: Record<string, unknown>) =>
  refuseEmbedding({ body, model, project: 'p', call: {} as UpstreamCall });
const texts = (count: number, text = 'a') => ({ instances: Array.from({ length: count }, () => ({ content: text })) });
const SMALL = 'text-embedding-005';

it.each<[string, string, Record<string, unknown>, string]>([
  ['OpenAI’s members', SMALL, { ...texts(1), input: 'a' }, 'Unknown name "input"'],
  ['no texts', SMALL, { instances: [] }, 'empty instances'],
  ['an empty text', SMALL, texts(1, ''), 'content is empty'],
  ['251 texts', SMALL, texts(251), 'over the limit of 250'],
  ['two texts', 'gemini-embedding-001', texts(2), 'over the limit of 1'],
  ['an unknown task', SMALL, { instances: [{ content: 'a', task_type: 'query' }] }, 'task_type'],
  ['longer vectors than it has', SMALL, { ...texts(1), parameters: { outputDimensionality: 769 } }, 'at most 768'],
  ['a text that may not be cut', SMALL, { ...texts(1, 'x'.repeat(8193)), parameters: { autoTruncate: false } }, '2049'],
  ['20,001 tokens together', SMALL, texts(12, 'x'.repeat(4 * 1667)), 'limit of 20000'],
])('the fake refuses %s as the real one does', (_, model, body, says) => {
  expect(refusal(model, body)).toContain(says);
});

it('the fake takes what is at a limit, cuts a text in silence unless told not to, and knows no other models', () => {
  expect(refusal(SMALL, texts(250))).toBeUndefined();
  expect(refusal('gemini-embedding-001', { ...texts(1), parameters: { outputDimensionality: 3072 } })).toBeUndefined();
  expect(refusal(SMALL, texts(1, 'x'.repeat(9000)))).toBeUndefined();
  expect(['gemini-embedding-2', 'text-embedding-999', 'toString'].filter(isEmbeddingModel)).toEqual([]);
});
