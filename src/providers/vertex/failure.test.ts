import { describe, expect, it } from 'vitest';
import { readVertexFailure } from './failure.ts';

function read(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readVertexFailure({ status, headers, body: Buffer.from(text) }, ['acme-prod-123']);
}

describe('failures of Vertex', () => {
  it('reads Anthropic’s own', () => {
    const body = {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'max_tokens: Field required' },
      request_id: 'req_vrtx_1',
    };
    expect(read(400, body)).toEqual({
      status: 400,
      native: { dialect: 'anthropic-messages', type: 'invalid_request_error' },
      isOverloaded: false,
      thinkingRefused: false,
      message: 'max_tokens: Field required',
      retryAfterMs: null,
      upstreamRequestId: 'req_vrtx_1',
      credentialRefused: false,
      refusal: null,
    });
  });

  const quota = {
    error: {
      code: 429,
      message: 'Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model',
      status: 'RESOURCE_EXHAUSTED',
      details: [
        { '@type': 'type.googleapis.com/google.rpc.Help' },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12.5s' },
      ],
    },
  };

  it.each([
    ['as an object', quota],
    ['in an array', [quota]],
  ])('reads Google’s, %s', (_name, body) => {
    expect(read(429, body)).toMatchObject({
      native: { type: 'rate_limit_error' },
      message: quota.error.message,
      retryAfterMs: 12_500,
    });
  });

  it('reports an overload truthfully: the gateway decides what the client sees', () => {
    expect(read(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })).toMatchObject({
      status: 529,
      native: { type: 'overloaded_error' },
      isOverloaded: true,
    });
    expect(read(503, { error: { status: 'UNAVAILABLE', message: 'try later' } })).toMatchObject({
      status: 503,
      native: { type: 'overloaded_error' },
      isOverloaded: true,
    });
  });

  it('takes the title of a page for its message', () => {
    expect(read(502, '<html><head><title> 502 Server Error </title></head></html>').message).toBe('502 Server Error');
  });

  it('says “too long” in the words that make Claude Code shorten the conversation', () => {
    expect(
      read(400, {
        error: { status: 'INVALID_ARGUMENT', message: 'The request size (31457281 bytes) exceeds 30.000MB limit.' },
      }).message,
    ).toBe('Input is too long.');
  });

  it('keeps the project and the account to itself', () => {
    const message =
      "Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/acme-prod-123/locations/us-east5' " +
      'for svc@acme-prod-123.iam.gserviceaccount.com (project number 123456789012, acme-prod-123)';
    const reading = read(403, { error: { status: 'PERMISSION_DENIED', message } });
    expect(reading.message).not.toMatch(/acme|123456789012/);
    expect(reading.message).toContain("Permission 'aiplatform.endpoints.predict' denied");
  });
});
