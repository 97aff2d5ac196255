import { expect, it } from 'vitest';
import { atOnce, type Slices } from '../../kernel/slices.ts';
import { writeEmbeddings } from '../../wire/dialects/openai-embeddings/answers.ts';
import { vertexEmbeddings } from './embeddings.ts';

const TEXTS = 60;
const vectors = Array.from({ length: TEXTS }, (_, text) =>
  Array.from({ length: 1024 }, (_number, at) => (text + at) / 7e4),
);

/** How often it pauses, and what it comes to. */
function pausesOf<Result>(slices: Slices<Result>): { pauses: number; result: Result } {
  for (let pauses = 0; ; pauses += 1) {
    const { done, value } = slices.next();
    if (done === true) return { pauses, result: value };
  }
}

it('an answer of more than a megabyte is read and written in slices, and every number of it is kept', () => {
  const predictions = vectors.map((values) => ({ embeddings: { values, statistics: { token_count: 2 } } }));
  const answer = Buffer.from(JSON.stringify({ predictions }));
  expect(answer.length).toBeGreaterThan(1_000_000);
  const { read } = vertexEmbeddings({ customHost: null, project: 'p', region: 'us-east5' });
  const { pauses, result } = pausesOf(read(answer));
  expect(pauses).toBeGreaterThan(8);
  // As text: a matcher takes seconds for so many numbers.
  expect(JSON.stringify(result) === JSON.stringify({ vectors, inputTokens: 2 * TEXTS })).toBe(true);

  const written = pausesOf(writeEmbeddings(result, 'm', 'float'));
  expect(written.pauses).toBeGreaterThan(5);
  const list = {
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model: 'm',
    usage: { prompt_tokens: 2 * TEXTS, total_tokens: 2 * TEXTS },
  };
  expect(written.result.toString() === JSON.stringify(list)).toBe(true);
  expect(atOnce(read(Buffer.from('{"predictions":[]}')))).toEqual({ vectors: [], inputTokens: 0 });
});

it.each([
  ['of embedContent', { embedding: { values: [1, 2] }, usageMetadata: { promptTokenCount: 3 } }, [[1, 2]], 3],
  ['of embedContent that tells no tokens', { embedding: { values: [1] } }, [[1]], null],
  ['of the multimodal model', { predictions: [{ textEmbedding: [0.5] }] }, [[0.5]], null],
])('reads an answer %s', (_, answer, expected, inputTokens) => {
  const { read } = vertexEmbeddings({ customHost: null, project: 'p', region: 'us-east5' });
  expect(atOnce(read(Buffer.from(JSON.stringify(answer))))).toEqual({ vectors: expected, inputTokens });
});

it.each([
  '{}',
  '[]',
  '{"embedding":{"values":["1"]}}',
  '{"predictions":[{}]}',
  '{"predictions":[7]}',
  '{"error":{"code":400}}',
])('takes no other answer for one: %s', (answer) => {
  const { read } = vertexEmbeddings({ customHost: null, project: 'p', region: 'us-east5' });
  expect(() => atOnce(read(Buffer.from(answer)))).toThrow();
});

it('usage that nobody told is left out of the answer, and is not 0', () => {
  const written = atOnce(writeEmbeddings({ vectors: [[1]], inputTokens: null }, 'm', 'float'));
  expect(JSON.parse(written.toString())).toEqual({
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [1] }],
    model: 'm',
  });
});
