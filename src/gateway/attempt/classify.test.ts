import { describe, expect, it } from 'vitest';
import type { FailureReading } from '../../providers/provider.ts';
import { GatewayError } from '../../wire/errors.ts';
import { brokenError, readWhole, upstreamError } from './classify.ts';

const reading = (changes: Partial<FailureReading>): FailureReading => ({
  status: 500,
  native: null,
  isOverloaded: false,
  thinkingRefused: false,
  message: 'The words of the upstream.',
  retryAfterMs: null,
  upstreamRequestId: null,
  credentialRefused: false,
  refusal: null,
  ...changes,
});

describe('a status 200', () => {
  it.each<[string, boolean]>([
    ['{"id":"msg_1","type":"message","content":[]}', true],
    ['{"ok":true}', false],
    ['{"type":"error","error":{}}', false],
    ['<html><title>Sign in</title></html>', false],
    ['', false],
    ['"message"', false],
  ])('with the body %j is a message: %j', (body, expected) => {
    expect(readWhole('messages', Buffer.from(body)).isAnswer).toBe(expected);
  });

  it('counts as a count only with a number of tokens', () => {
    const counts = (body: string) => readWhole('messagesCountTokens', Buffer.from(body));
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
    expect(readWhole('messages', Buffer.from(body)).usage?.meters['input_tokens'] ?? null).toBe(expected);
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
  expect(readWhole('messages', Buffer.from(body)).usage?.unread ?? null).toEqual(unread);
});

it('embeddings that do not count their input have unread usage', () => {
  expect(readWhole('embed', Buffer.from('{"object":"list"}')).usage?.unread).toEqual(['usage']);
  expect(readWhole('embed', Buffer.from('{}')).usage).toBeNull();
});

const WORDED = { dialect: 'anthropic-messages', type: 'invalid_request_error' };
const OVERLOADED = { native: { ...WORDED, type: 'overloaded_error' }, isOverloaded: true };

describe('what the caller is told of an upstream failure', () => {
  it('keeps status and words, because clients heal themselves by them', () => {
    const error = upstreamError(reading({ status: 400, native: WORDED }));
    expect(error).toMatchObject({ status: 400, native: WORDED, message: 'The words of the upstream.' });
  });

  it.each([
    ['model_not_found', 404, 'Publisher Model `claude-9` was not found.'],
    ['upstream_error', 404, 'Anthropic answered with status 404.'],
    ['upstream_error', 400, 'model: expected another one'],
  ])('is a %s for %d, %s', (code, status, message) => {
    expect(upstreamError(reading({ status, message }))).toMatchObject({ code, status, message });
  });

  it.each([
    ['an overload', { status: 529, ...OVERLOADED }],
    ['an overload under another status', { status: 503, ...OVERLOADED }],
    ['an overload inside a 200 stream', { status: 200, ...OVERLOADED }],
  ])('turns %s into a plain 503, which Claude Code waits out', (_, changes) => {
    expect(upstreamError(reading(changes))).toMatchObject({ status: 503, native: null });
  });

  it.each([408, 409, 429, 500, 503, 529])('leaves a %d to the client’s own patience', (status) => {
    expect(upstreamError(reading({ status })).retryable).toBeNull();
  });

  it('does not blame the caller for a credential of the operator’s', () => {
    const error = upstreamError(reading({ status: 401, credentialRefused: true }));
    expect(error).toMatchObject({ code: 'credentials_rejected', status: 502, retryable: false });
  });

  it('passes on how long to wait, in whole seconds and never less', () => {
    expect(upstreamError(reading({ status: 429, retryAfterMs: 1200 })).retryAfter).toBe(2);
  });

  it('lets the guard’s own refusal through as it is', () => {
    const cause = new GatewayError('url_not_allowed', 'No.');
    expect(brokenError({ kind: 'broken', reason: 'unreachable', cause }, 'p')).toBe(cause);
  });
});
