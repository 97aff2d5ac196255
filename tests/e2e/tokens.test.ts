/** Tokens of an identity provider in the place of keys. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  world.fake.onMessages(() => answer([text('fine')]));
});
afterAll(() => world.close());

it('open the data plane for their user, never travel upstream, and are refused when the settings are gone', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' };
  await world.admin('PUT', '/v1/admin/organisation/settings', { jwt: { jwks: { keys: [jwk] } } });
  const [workspace = {}] = recordsIn((await world.admin('GET', '/v1/admin/workspaces'))['data']);
  const signed = async (claims: object = {}): Promise<string> => {
    const made = await new SignJWT({ portkey_workspace: stringAt(workspace, 'slug'), sub: 'ann', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'JWT' })
      .setExpirationTime('1h')
      .sign(privateKey);
    world.fake.mustNeverSee(made);
    return made;
  };
  const token = await signed();

  const headers = { 'x-portkey-forward-headers': 'x-own', 'x-own': `token ${token}` };
  const answered = await world.ask({ key: token, headers });
  expect(answered.status).toBe(200);
  const row = await world.row(answered.id);
  expect(row).toMatchObject({ metadata: { _user: 'ann' } });
  expect(JSON.stringify(row)).not.toContain(token);

  // Claude Code asks for its settings by the same token, and reports what it did by it.
  await world.admin('PUT', '/v1/admin/claude-code/settings', { managed_settings: { env: { BY: 'token' } } });
  const bearer = (jwt: string) => ({ authorization: `Bearer ${jwt}`, 'content-type': 'application/json' });
  const settings = await fetch(`${world.url}/managed/settings`, { headers: bearer(token) });
  expect(await settings.json()).toMatchObject({ settings: { env: { BY: 'token' } } });
  const report = (to: string, jwt: string) =>
    fetch(`${world.url}${to}`, { method: 'POST', headers: bearer(jwt), body: '{"resourceMetrics":[]}' });
  for (const path of ['/v1/metrics', '/v1/traces']) expect((await report(path, token)).status).toBe(200);

  // Limits in its claims count for this very token.
  const limited = await signed({ usage_limits: [{ type: 'requests', credit_limit: 2 }], jti: 'one' });
  const next = await signed({ usage_limits: [{ type: 'requests', credit_limit: 2 }], jti: 'two' });
  const path = '/v1/chat/completions';
  const spent = [];
  for (const key of [limited, limited, limited, next]) spent.push((await world.ask({ key, path })).status);
  expect(spent).toEqual([200, 200, 412, 200]);
  const rated = await signed({ rate_limits: [{ type: 'requests', unit: 'rph', value: 1 }] });
  expect([(await world.ask({ key: rated })).status, (await world.ask({ key: rated })).status]).toEqual([200, 429]);

  const forged = `${token.slice(0, -8)}${'A'.repeat(8)}`;
  expect((await world.ask({ key: forged })).status).toBe(401);
  const ever = 'start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z';
  await vi.waitFor(async () => {
    const { records } = await world.admin('GET', `/v1/audit-logs?${ever}&resource_type=token`);
    const refused = { action: 'use', response_status_code: 401, user_id: 'token' };
    expect(records).toMatchObject([{ ...refused, client_ip: '127.0.0.1', method: 'POST', uri: '/v1/messages' }]);
    expect(JSON.stringify(records)).not.toContain(forged);
  });
  expect((await report('/v1/metrics', forged)).status).toBe(401);
  expect((await fetch(`${world.url}/managed/settings`, { headers: bearer(forged) })).status).toBe(401);

  await world.admin('PUT', '/v1/admin/organisation/settings', { jwt: null });
  expect((await world.ask({ key: token })).status).toBe(401);
});
