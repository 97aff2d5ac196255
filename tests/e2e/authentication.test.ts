import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorld, expectError } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const WRONG = `tg-${'w'.repeat(40)}`;

describe('a client with a wrong key', () => {
  it('is seen by the operator at once, by its address and not by its key', async () => {
    await world.ask({ key: WRONG });
    await vi.waitFor(() => expect(world.tollgate.stderr()).toContain('Requests were turned away.'));
    const line = world.tollgate.stderr().match(/.*turned away.*/)?.[0] ?? '';
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      reasons: { invalid_api_key: 1 },
      last: { reason: 'invalid_api_key', address: '127.0.0.1', forwardedFor: [] },
    });
    expect(world.tollgate.stderr()).not.toContain(WRONG);
  });
});

describe('a gateway key', () => {
  it.each([
    ['x-portkey-api-key', (key: string) => ({ 'x-portkey-api-key': key })],
    ['Authorization: Bearer', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['Authorization: bearer, in lower case', (key: string) => ({ authorization: `bearer ${key}` })],
    ['x-api-key', (key: string) => ({ 'x-api-key': key })],
    // What Claude Code sends when the key stands in both settings.
    ['all three', (key: string) => ({ 'x-portkey-api-key': key, authorization: `Bearer ${key}`, 'x-api-key': key })],
  ])('is taken from %s, and stays here', async (_place, headers) => {
    const answered = await world.ask({ key: null, headers: headers(world.key) });
    expect(answered.status).toBe(200);
    expect(world.calls()).toHaveLength(1);
    expect(scan(world)).not.toContain(world.key);
    expect(await world.row(answered.id)).toMatchObject({ is_success: true, response_status_code: 200 });
  });

  it.each([
    ['x-portkey-api-key over Authorization', { 'x-portkey-api-key': WRONG }, 'right' as const],
    ['Authorization over x-api-key', { authorization: `Bearer ${WRONG}` }, 'x-api-key' as const],
  ])('is looked for in %s', async (_order, first, right) => {
    const second = right === 'right' ? { authorization: `Bearer ${world.key}` } : { 'x-api-key': world.key };
    const answered = await world.ask({ key: null, headers: { ...first, ...second } });
    expectError(answered, 401, 'authentication_error');
    expect(world.fake.calls).toEqual([]);
  });

  it('in x-portkey-api-key leaves Authorization alone, which may hold a foreign token', async () => {
    const answered = await world.ask({
      key: null,
      headers: { 'x-portkey-api-key': world.key, authorization: 'Bearer sk-foreign-0123456789' },
    });
    expect(answered.status).toBe(200);
    expect(scan(world)).not.toContain('sk-foreign');
  });

  it('of another developer in x-api-key does not travel either', async () => {
    const other = await world.makeKey();
    const answered = await world.ask({ headers: { 'x-api-key': other.key, 'x-custom-token': other.key } });
    expect(answered.status).toBe(200);
    expect(scan(world)).not.toContain(other.key);
  });

  it.each(['authorization', 'x-api-key', 'x-custom-token', 'cookie'])(
    'is not forwarded in %s, not even when forward_headers names it',
    async (name) => {
      const answered = await world.ask({
        headers: {
          'x-portkey-api-key': world.key,
          'x-portkey-forward-headers': name,
          [name]:
            name === 'authorization' ? `Bearer ${world.key}` : name === 'cookie' ? `a=b; key=${world.key}` : world.key,
        },
      });
      expect(answered.status).toBe(200);
      expect(world.calls()).toHaveLength(1);
      expect(scan(world)).not.toContain(world.key);
    },
  );
});

describe('a caller who is refused', () => {
  it('without any key learns where to put one', async () => {
    const answered = await world.ask({ key: null });
    expectError(answered, 401, 'authentication_error');
    // With that word in it, Claude Code shows its own text about logging in.
    expect(answered.message).not.toContain('x-api-key');
    expect(answered.headers['x-should-retry']).toBe('false');
    expect(await world.row(answered.id)).toMatchObject({
      response_status_code: 401,
      error_code: 'missing_api_key',
      is_success: false,
      api_key_id: '',
      cost_nano_usd: null,
      unpriced: false,
    });
    expect(world.fake.calls).toEqual([]);
  });

  it('with a wrong key is refused at once, and told not to retry', async () => {
    const answered = await world.ask({ key: WRONG });
    expectError(answered, 401, 'authentication_error');
    expect(answered.message).toContain('Invalid API key');
    expect(answered.message).not.toContain('x-api-key');
    expect(answered.headers).toMatchObject({ 'x-should-retry': 'false', 'content-type': 'application/json' });
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'invalid_api_key', attempts: [] });
    expect(world.fake.calls).toEqual([]);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', ''])('with %j as Authorization has no key', async (value) => {
    const answered = await world.ask({ key: null, headers: { authorization: value } });
    expectError(answered, 401, 'authentication_error');
    expect(answered.headers['x-should-retry']).toBe('false');
  });

  it('with an expired key learns when it expired', async () => {
    const soon = new Date(Date.now() + 1500);
    const { key } = await world.makeKey({ expires_at: soon.toISOString() });
    expect((await world.ask({ key })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, soon.getTime() - Date.now() + 10));
    world.reset();
    const answered = await world.ask({ key });
    expectError(answered, 401, 'authentication_error');
    expect(answered.message).toContain(soon.toISOString());
    expect(answered.headers['x-should-retry']).toBe('false');
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'expired_api_key' });
    expect(world.fake.calls).toEqual([]);
  });

  it('with a deleted key is out from the very next request', async () => {
    const { id, key } = await world.makeKey();
    expect((await world.ask({ key })).status).toBe(200);
    await world.admin('DELETE', `/v1/api-keys/${id}`);
    world.reset();
    expectError(await world.ask({ key }), 401, 'authentication_error');
    expect(world.fake.calls).toEqual([]);
  });

  it('with the admin key may not call models', async () => {
    world.fake.mustNeverSee(world.tollgate.adminKey);
    const answered = await world.ask({ key: world.tollgate.adminKey });
    expectError(answered, 403, 'permission_error');
    expect(answered.message).toContain('/v1/api-keys/workspace/service');
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'admin_key_on_inference' });
    expect(world.fake.calls).toEqual([]);
  });

  it('without the scope gets its name', async () => {
    const { key } = await world.makeKey({ scopes: ['logs.list'] });
    const answered = await world.ask({ key });
    expectError(answered, 403, 'permission_error');
    expect(answered.message).toContain('completions.write');
    expect(world.fake.calls).toEqual([]);
  });

  it.each([
    ['a comma', ', '],
    ['a backslash and an n', '\\n'],
  ])('because %s glued two custom headers together is told how to write them', async (_name, glue) => {
    const answered = await world.ask({
      key: null,
      provider: null,
      headers: { 'x-portkey-api-key': `${world.key}${glue}x-portkey-provider: @vertex-prod` },
    });
    expectError(answered, 401, 'authentication_error');
    expect(answered.message).toContain('ANTHROPIC_CUSTOM_HEADERS');
    expect(answered.text).not.toContain(world.key);
    expect(answered.headers['x-should-retry']).toBe('false');
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'invalid_header' });
  });
});

/** All that the fake has received since the last reset. */
function scan({ fake }: World): string {
  return fake.calls.map((call) => [call.path, ...call.rawHeaders, call.body.toString('latin1')].join('\n')).join('\n');
}
