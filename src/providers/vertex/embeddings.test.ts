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
