/** What a right answer is. A wrong one fails the bench, whatever the clock says. */
import { isDeepStrictEqual } from 'node:util';
import { assembleMessage } from '../../src/wire/dialects/anthropic-messages/assemble-message.ts';
import { parseJson } from '../../testkit/json-shape.ts';
import type { Answers } from '../upstream/answers.ts';
import type { Answered } from './connection.ts';

export type Expectation = (answered: Answered) => void;

export interface Expectations {
  whole: Expectation;
  stream: Expectation;
}

/**
 * How true a system is to what the upstream said: byte for byte; the same JSON, and the same events with the same data; or
 * byte for byte, but of a stream the same message, as it was put together anew.
 */
export type Fidelity = 'bytes' | 'events' | 'message';

export function expectations({ whole, events, message }: Answers, fidelity: Fidelity): Expectations {
  const stream = events.join('');
  switch (fidelity) {
    case 'bytes':
      return { whole: exactly(Buffer.from(whole)), stream: exactly(Buffer.from(stream)) };
    case 'events':
      return { whole: meaning(parseJson(whole), parseJson), stream: meaning(dataOf(stream), dataOf) };
    case 'message':
      return { whole: exactly(Buffer.from(whole)), stream: meaning(parseJson(message), messageOf) };
  }
}

function exactly(expected: Buffer): Expectation {
  return ({ status, body }) => {
    if (status !== 200 || !body.equals(expected)) throw new Error(`A wrong answer: ${status} ${told(body)}`);
  };
}

/** The bytes that were found right last are not read again: the load generator has no time to lose. */
function meaning(expected: unknown, read: (text: string) => unknown): Expectation {
  let right: Buffer | null = null;
  return ({ status, body }) => {
    if (status === 200 && right?.equals(body)) return;
    if (status !== 200 || !isDeepStrictEqual(read(body.toString()), expected)) {
      throw new Error(`A wrong answer: ${status} ${told(body)}`);
    }
    right = body;
  };
}

function messageOf(stream: string): unknown {
  const message = assembleMessage(Buffer.from(stream));
  return message === null ? null : parseJson(message.toString());
}

function dataOf(stream: string): unknown[] {
  const lines = stream.split('\n').filter((line) => line.startsWith('data:'));
  return lines.map((line) => parseJson(line.slice('data:'.length)));
}

const told = (body: Buffer): string => `(${body.length} bytes) ${body.toString('utf8', 0, 300)}`;
