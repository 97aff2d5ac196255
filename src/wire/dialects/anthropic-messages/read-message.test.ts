import { describe, expect, it } from 'vitest';
import { readMessage, readTokenCount } from './read-message.ts';

describe('a status 200', () => {
  it.each<[string, boolean]>([
    ['{"id":"msg_1","type":"message","content":[]}', true],
    ['{"ok":true}', false],
    ['{"type":"error","error":{}}', false],
    ['<html><title>Sign in</title></html>', false],
    ['', false],
    ['"message"', false],
  ])('with the body %j is a message: %j', (body, expected) => {
    expect(readMessage(Buffer.from(body)).isAnswer).toBe(expected);
  });

  it('counts as a count only with a number of tokens', () => {
    const counts = (body: string) => readTokenCount(Buffer.from(body));
    expect(counts('{"input_tokens":5}')).toMatchObject({ isAnswer: true, usage: null });
    expect(counts('{"type":"message"}')).toMatchObject({ isAnswer: false });
  });

  it.each<[string, number | null]>([
    ['{"type":"message","usage":{"input_tokens":7}}', 7],
    ['{"type":"strange","usage":{"input_tokens":7}}', 7],
    ['{"type":"message"}', null],
    ['{"type":"message","usage":{"input_tokens" 7}}', null],
    ['{"type":"message","usage":{"input_tokens":7}', null],
  ])('tells its usage, answer or not: %s', (body, expected) => {
    expect(readMessage(Buffer.from(body)).usage?.meters['input_tokens'] ?? null).toBe(expected);
  });
});

it.each<[string, string[] | null]>([
  ['{"type":"message","model":"m","usage":{"input_tokens":7,"output_tokens":1}}', []],
  ['{"type":"message"}', ['usage']],
  ['{"type":"message","usage":{}}', ['usage']],
  ['{"type":"message","usage":[7]}', ['usage']],
  ['{"type":"message","usage":{"input_tokens" 7}}', ['usage']],
  ['{"type":"strange"}', null],
])('an answer that does not count what it used has unread usage: %s', (body, unread) => {
  expect(readMessage(Buffer.from(body)).usage?.unread ?? null).toEqual(unread);
});
