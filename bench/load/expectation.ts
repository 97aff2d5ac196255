/** What a right answer is. A wrong one fails the bench, whatever the clock says. */
import { isDeepStrictEqual } from 'node:util';
import { parseJson } from '../../testkit/json-shape.ts';
import type { Answers } from '../upstream/answers.ts';
import type { Answered } from './connection.ts';

export type Expectation = (answered: Answered) => void;

export interface Expectations {
  whole: Expectation;
  stream: Expectation;
}

/** `isTransparent`: byte for byte; else the same JSON, and the same events with the same data. */
export function expectations({ whole, events }: Answers, isTransparent: boolean): Expectations {
  const stream = events.join('');
  if (isTransparent) return { whole: exactly(Buffer.from(whole)), stream: exactly(Buffer.from(stream)) };
  return { whole: meaning(parseJson(whole), parseJson), stream: meaning(dataOf(stream), dataOf) };
}

function exactly(expected: Buffer): Expectation {
  return ({ status, body }) => {
    if (status !== 200 || !body.equals(expected)) throw new Error(`A wrong answer: ${status} ${told(body)}`);
  };
}

function meaning(expected: unknown, read: (text: string) => unknown): Expectation {
  return ({ status, body }) => {
    if (status === 200 && isDeepStrictEqual(read(body.toString()), expected)) return;
    throw new Error(`A wrong answer: ${status} ${told(body)}`);
  };
}

function dataOf(stream: string): unknown[] {
  const lines = stream.split('\n').filter((line) => line.startsWith('data:'));
  return lines.map((line) => parseJson(line.slice('data:'.length)));
}

const told = (body: Buffer): string => `(${body.length} bytes) ${body.toString('utf8', 0, 300)}`;
