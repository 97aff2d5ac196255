import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { googleError, quotaExceeded } from '../../testkit/fake-vertex/google-errors.ts';
import { oauthError } from '../../testkit/fake-vertex/token-endpoint.ts';
import { answer, anthropicError, hang, html, refusal, status } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { expectError, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text('fine')]));
});
afterAll(() => world.close());

const STREAMED = { ...QUESTION, stream: true };

describe('what Claude on Vertex refuses', () => {
  it.each([
    'prompt is too long: 213462 tokens > 200000 maximum',
    'input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000, decrease input length or `max_tokens` and try again',
    'messages.1.content.0: Invalid `signature` in `thinking` block',
    "role 'system' is not supported on this model",
    'Could not process image',
  ])('reaches the client word for word: %s', async (message) => {
    world.fake.onMessages(() => anthropicError(400, 'invalid_request_error', message));
    for (const body of [QUESTION, STREAMED]) {
      world.reset();
      const answered = await world.ask({ body });
      expectError(answered, 400, 'invalid_request_error');
      expect(answered.message).toBe(message);
      // The id is ours: the upstream’s own is in the row, for its support.
      expect(answered.text).not.toContain('req_vrtx_');
      expect(answered.headers).not.toHaveProperty('x-should-retry');
      expect(world.calls()).toHaveLength(1);
      const row = await world.row(answered.id);
      expect(row).toMatchObject({ response_status_code: 400, error_code: 'upstream_error', error_message: message });
      expect(row).toMatchObject({ is_success: false, cost_nano_usd: null, unpriced: false, input_tokens: null });
      expect(row['stop_reason']).toBeNull();
      expect(row['attempts']).toMatchObject([{ status: 400, upstream_request_id: 'req_vrtx_011Cfake' }]);
    }
  });

  it('by its size is said in the sentence that makes Claude Code shorten the conversation', async () => {
    world.fake.onMessages(() => googleError(400, 'The request size (31457281 bytes) exceeds 30.000MB limit.'));
    const answered = await world.ask();
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toBe('Input is too long.');
  });

  it('under status 200, as a refusal, is an answer', async () => {
    world.fake.onMessages(() => refusal('This is not for me.', 'cyber'));
    const answered = await world.ask();
    expect(answered.json).toMatchObject({ stop_reason: 'refusal' });
    expect(await world.row(answered.id)).toMatchObject({ is_success: true, stop_reason: 'refusal' });
  });
});

describe('what Google’s front end refuses', () => {
  it('comes out of its array, without the project’s name', async () => {
    const message =
      "Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/acme-prod/locations/us-east5' (or it may not exist).";
    world.fake.onMessages(() => googleError(403, message, { wrapped: true }));
    const answered = await world.ask({ body: STREAMED });
    expectError(answered, 403, 'permission_error');
    expect(answered.message).toContain("Permission 'aiplatform.endpoints.predict' denied");
    expect(answered.text).not.toContain('acme-prod');
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'upstream_error', response_status_code: 403 });
  });

  it('for a model that the location does not have names the model and not the project', async () => {
    const answered = await world.ask({ body: { ...QUESTION, model: 'claude-opus-9' } });
    expectError(answered, 404, 'not_found_error');
    expect(answered.message).toContain('claude-opus-9');
    expect(answered.text).not.toContain('acme-prod');
    expect(world.calls()).toHaveLength(1);
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'model_not_found' });
  });

  it.each<[string, Answer, number, string, string]>([
    ['429', quotaExceeded('claude-sonnet-4'), 429, 'rate_limit_error', 'Quota exceeded'],
    ['503', googleError(503, 'The service is currently unavailable.'), 503, 'api_error', 'currently unavailable'],
    ['504', googleError(504, 'Deadline expired.'), 504, 'timeout_error', 'Deadline expired'],
    ['500', googleError(500, 'Internal error encountered.', { wrapped: true }), 500, 'api_error', 'Internal error'],
    ['an HTML page', html(502, 'Error 502 (Bad Gateway)!!1'), 502, 'api_error', 'Error 502 (Bad Gateway)!!1'],
    ['an empty body', status(503, ''), 503, 'api_error', '503'],
  ])('%s has Anthropic’s shape and status', async (_name, scripted, code, type, mentions) => {
    world.fake.onMessages(() => scripted);
    for (const body of [QUESTION, STREAMED]) {
      world.reset();
      const answered = await world.ask({ body });
      expectError(answered, code, type);
      expect(answered.message).toContain(mentions);
      // One attempt only: the client’s own retries may help.
      expect(answered.headers).not.toHaveProperty('x-should-retry');
      expect(world.calls()).toHaveLength(1);
      expect(await world.row(answered.id)).toMatchObject({ response_status_code: code, is_success: false });
    }
  });

  it.each([
    ['12s', '12'],
    ['0.2s', '1'],
    ['30.5s', '31'],
  ])('a spent quota says when to come back: after %s', async (retryDelay, seconds) => {
    world.fake.onMessages(() => quotaExceeded('claude-sonnet-4', { wrapped: true, retryDelay }));
    const answered = await world.ask({ body: STREAMED });
    expectError(answered, 429, 'rate_limit_error');
    expect(answered.headers['retry-after']).toBe(seconds);
  });

  it('a retry-after of its own is passed on', async () => {
    world.fake.onMessages(() => googleError(429, 'Later.', { headers: { 'retry-after': '7' } }));
    expect((await world.ask()).headers['retry-after']).toBe('7');
  });

  it('an overload does not make Claude Code give up after three seconds', async () => {
    world.fake.onMessages(() => anthropicError(529, 'overloaded_error', 'Overloaded'));
    for (const body of [QUESTION, STREAMED]) {
      const answered = await world.ask({ body });
      expectError(answered, 503, 'api_error');
      expect(answered.text).not.toContain('overloaded_error');
      expect(answered.message).toBe('Overloaded');
    }
  });

  it('a redirect is not followed', async () => {
    let followed = 0;
    world.fake.onMessages(() => {
      followed += 1;
      return status(302, '', { location: `${world.fake.url}/token` });
    });
    const answered = await world.ask();
    expect(answered.status).toBeGreaterThanOrEqual(500);
    expectError(answered, answered.status, 'api_error');
    expect(answered.headers).not.toHaveProperty('location');
    expect(followed).toBe(1);
    expect(world.fake.calls).toHaveLength(1);
    expect(await world.row(answered.id)).toMatchObject({ is_success: false });
  });
});

describe('a token that Vertex no longer takes', () => {
  it('is renewed once, and the request sent again', async () => {
    await world.ask();
    world.reset();
    world.fake.tokens.revokeAll();
    const answered = await world.ask({ body: STREAMED });
    expect(answered.status).toBe(200);
    expect(world.calls().map((call) => call.status)).toEqual([401, 200]);
    expect(world.tokenCalls()).toBe(1);
    expect((await world.row(answered.id))['attempts']).toMatchObject([
      { status: 401, reason: 'token_refused' },
      { status: 200, reason: 'answered' },
    ]);
  });

  it('twice in a row is reported to the caller after two calls, and not as the caller’s own fault', async () => {
    world.fake.onMessages(() =>
      googleError(401, 'Request had invalid authentication credentials for projects/acme-prod.'),
    );
    const answered = await world.ask();
    expectError(answered, 502, 'api_error');
    expect(answered.headers['x-should-retry']).toBe('false');
    expect(answered.text).not.toContain('acme-prod');
    expect(world.calls().map((call) => call.status)).toEqual([401, 401]);
    expect(world.tokenCalls()).toBe(1);
    expect(await world.row(answered.id)).toMatchObject({
      error_code: 'credentials_rejected',
      response_status_code: 502,
    });
  });
});

describe('a token endpoint', () => {
  // The token that is in the cache is refused, so that the request needs a new one.
  beforeEach(async () => {
    await world.ask();
    world.fake.tokens.revokeAll();
    world.reset();
  });

  it.each<[string, Answer, number, string, string]>([
    [
      'that refuses the key',
      oauthError('invalid_grant', 'Invalid JWT Signature.'),
      502,
      'credentials_rejected',
      'Invalid JWT Signature.',
    ],
    ['that is down', status(503, 'try later'), 503, 'credentials_unreachable', '503'],
    ['that answers nonsense', status(200, '<html>'), 502, 'credentials_rejected', '200'],
    ['that redirects', status(302, '', { location: 'http://127.0.0.1:1/token' }), 502, 'credentials_rejected', '302'],
    ['that answers without a token', status(200, { access_token: '' }), 502, 'credentials_rejected', '200'],
  ])('%s gives a clear error and no call with an empty bearer', async (_name, failure, code, error, mentions) => {
    world.fake.tokens.failures.push(failure);
    const answered = await world.ask();
    expectError(answered, code, 'api_error');
    expect(answered.message).toContain(mentions);
    expect(answered.headers['x-should-retry']).toBe(code === 503 ? 'true' : 'false');
    // The stale token was tried, then a new one was asked for; the refusal of that ends it.
    expect(world.calls().map((call) => call.status)).toEqual([401]);
    expect(world.tokenCalls()).toBe(1);
    for (const call of world.calls()) expect(call.headers.authorization).toMatch(/^Bearer \S+/);
    expect(await world.row(answered.id)).toMatchObject({ error_code: error, response_status_code: code });
    world.reset();
    // The next request asks again, and works.
    expect((await world.ask()).status).toBe(200);
    expect(world.tokenCalls()).toBe(1);
  });
});

describe('an upstream that takes the request and says nothing', () => {
  it('is given up after the request’s own timeout', async () => {
    world.fake.onMessages(() => hang());
    const answered = await world.ask({ headers: { 'x-portkey-request-timeout': '300' } });
    expectError(answered, 408, 'timeout_error');
    expect(answered.text).toContain('did not answer within its request_timeout of 300 ms.');
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'upstream_timeout', response_status_code: 408 });
    await expect.poll(() => world.calls()[0]?.aborted).toBe(true);
    expect(world.calls()).toHaveLength(1);
  });

  it('is given up after the config’s timeout', async () => {
    world.fake.onMessages(() => hang());
    const headers = { 'x-portkey-config': '{"provider":"@vertex-prod","request_timeout":300}' };
    expectError(await world.ask({ headers, body: STREAMED }), 408, 'timeout_error');
  });
});
