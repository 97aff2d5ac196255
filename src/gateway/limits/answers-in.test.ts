import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../wire/json/scan.ts';
import { answersIn } from './answers-in.ts';

const of = (body: object): number => answersIn(scanDocument(Buffer.from(JSON.stringify(body))));

describe('a request for several answers holds each of them, or its budget is overrun', () => {
  it.each([
    ['choices', { n: 8 }, 8],
    ['completions of which the best is given', { n: 2, best_of: 5 }, 5],
    ['candidates of Gemini', { generationConfig: { candidateCount: 4 } }, 4],
    ['candidates in the other spelling', { generation_config: { candidate_count: 3 } }, 3],
    ['prompts, each answered n times', { prompt: ['a', 'b', 'c'], n: 2 }, 6],
    ['prompts of token ids', { prompt: [[1, 2], [3]] }, 2],
  ])('%s', (_, body, expected) => {
    expect(of(body)).toBe(expected);
  });

  it('is one of everything else', () => {
    for (const body of [{}, { n: 1 }, { n: null }, { n: 'many' }, { n: 2.5 }, { prompt: 'a' }, { prompt: [1, 2, 3] }]) {
      expect(of(body), JSON.stringify(body)).toBe(1);
    }
  });

  it('is bounded by its bytes where the list of prompts is too long to be read', () => {
    const prompt = Array.from({ length: 30_000 }, () => 'p');
    expect(of({ prompt })).toBeGreaterThanOrEqual(30_000);
  });
});
