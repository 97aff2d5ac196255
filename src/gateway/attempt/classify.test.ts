import { describe, expect, it } from 'vitest';
import type { FailureReading } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { brokenError, upstreamError } from './classify.ts';

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

const WORDED = { dialect: 'anthropic-messages', type: 'invalid_request_error' };
const OVERLOADED = { native: { ...WORDED, type: 'overloaded_error' }, isOverloaded: true };

describe('what the caller learns of an upstream failure', () => {
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
