/** What an attacker tries at the door: links twice, planted sessions, forged requests, guesses, injected headers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord } from '../../testkit/json-shape.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

const PASSWORD = 'correct horse battery staple';
let tollgate: Tollgate;
let owner: Session;

interface Session {
  cookie: string;
  csrf: string;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
  cookie: string;
  csrf: string;
}

beforeAll(async () => {
  tollgate = await startTollgate();
  const token = /First owner: \S+#(\S+)/.exec(tollgate.stdout())?.[1];
  owner = await send('POST', '/session/first-owner', { token, email: 'ada@example.com', password: PASSWORD });
  expect(owner.cookie).not.toBe('');
});
afterAll(() => tollgate.stop());

async function send(
  method: string,
  path: string,
  body: unknown,
  { as, headers = {} }: { as?: Session; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${tollgate.url}/v1${path}`, {
    method,
    headers: {
      ...(as === undefined ? {} : { cookie: as.cookie, 'x-tollgate-csrf': as.csrf }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  const found = isRecord(answer) ? answer : {};
  const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  return { status: response.status, body: found, cookie, csrf: String(found['csrf_token'] ?? '') };
}

async function invite(email: string): Promise<{ id: unknown; token: string }> {
  const { body } = await send('POST', '/admin/users/invites', { email, role: 'member', workspaces: [] }, { as: owner });
  return { id: body['id'], token: String(body['invite_link']).split('#')[1] ?? '' };
}

/** Refused changes of the account, newest first. */
async function forged(): Promise<unknown[]> {
  const window = 'start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z';
  const { body } = await send(
    'GET',
    `/audit-logs?${window}&resource_type=account&response_status_code=403`,
    undefined,
    {
      as: owner,
    },
  );
  return Array.isArray(body['records']) ? body['records'] : [];
}

describe('a link', () => {
  it('of an invitation makes one account, also when two open it at the same moment', async () => {
    const { token } = await invite('bo@example.com');
    const accept = () => send('POST', '/session/accept-invite', { token, password: 'another horse, another day' });
    const both = await Promise.all([accept(), accept()]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect((await accept()).status).toBe(404);
  });

  it('of an invitation that was cancelled or sent again works no more', async () => {
    const { id, token } = await invite('cy@example.com');
    await send('POST', `/admin/users/invites/${String(id)}/resend`, {}, { as: owner });
    expect((await send('POST', '/session/invite', { token })).status).toBe(404);
    const other = await invite('di@example.com');
    await send('DELETE', `/admin/users/invites/${String(other.id)}`, undefined, { as: owner });
    expect((await send('POST', '/session/invite', { token: other.token })).status).toBe(404);
  });

  it('to reset a password works once, is no invitation, and ends every session', async () => {
    const { token: invitation } = await invite('ed@example.com');
    const ed = await send('POST', '/session/accept-invite', {
      token: invitation,
      password: 'another horse, another day',
    });
    const id = (ed.body['user'] as { id: string }).id;
    const made = await send('POST', `/admin/users/${id}/reset-password`, {}, { as: owner });
    const token = String(made.body['reset_link']).split('#')[1] ?? '';
    expect((await send('POST', '/session/invite', { token })).status).toBe(404);
    expect((await send('POST', '/session/reset-password', { token, password: 'short' })).status).toBe(400);
    const reset = await send('POST', '/session/reset-password', { token, password: 'a third horse, a third day' });
    expect(reset.status).toBe(200);
    expect((await send('GET', '/account', undefined, { as: ed })).status).toBe(401);
    expect((await send('GET', '/account', undefined, { as: reset })).status).toBe(200);
    expect((await send('POST', '/session/reset-password', { token, password: PASSWORD })).status).toBe(404);
  });
});

describe('a session', () => {
  it('that was there before signing in ends: nobody plants one (fixation)', async () => {
    const planted = await send('POST', '/session', { email: 'ada@example.com', password: PASSWORD });
    const next = await send('POST', '/session', { email: 'ada@example.com', password: PASSWORD }, { as: planted });
    expect(next.cookie).not.toBe(planted.cookie);
    expect((await send('GET', '/account', undefined, { as: planted })).status).toBe(401);
    expect((await send('GET', '/account', undefined, { as: next })).status).toBe(200);
    const chosen = { cookie: planted.cookie.replace(/=.*/, '=chosen-by-somebody'), csrf: '' };
    expect((await send('GET', '/account', undefined, { as: chosen })).status).toBe(401);
  });

  it('changes nothing without its token, or with that of another', async () => {
    const other = await send('POST', '/session', { email: 'ada@example.com', password: PASSWORD });
    const change = { first_name: 'Eve' };
    for (const csrf of ['', 'x', other.csrf]) {
      expect((await send('PUT', '/account', change, { as: { ...owner, csrf } })).status).toBe(403);
    }
    expect((await send('PUT', '/account', change, { as: owner })).status).toBe(200);
  });

  it('leaves each forged change in the audit trail, under the name of the person whose cookie it had', async () => {
    const before = await forged();
    await send('PUT', '/account', { first_name: 'Eve' }, { as: { ...owner, csrf: 'made up' } });
    const after = await forged();
    expect(after.length).toBe(before.length + 1);
    const { body: me } = await send('GET', '/session', undefined, { as: owner });
    expect(after[0]).toMatchObject({ user_id: me['user_id'], user_type: 'user', method: 'PUT', uri: '/v1/account' });
  });

  it('is not begun by a form of another site', async () => {
    const proof = { email: 'ada@example.com', password: PASSWORD };
    const foreign = await send('POST', '/session', proof, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(foreign).toMatchObject({ status: 403, cookie: '' });
    const form = await send('POST', '/session', proof, { headers: { 'content-type': 'text/plain' } });
    expect(form).toMatchObject({ status: 403, cookie: '' });
  });

  it('ends everywhere when its person says so', async () => {
    const [here, there] = [
      await send('POST', '/session', { email: 'ada@example.com', password: PASSWORD }),
      await send('POST', '/session', { email: 'ada@example.com', password: PASSWORD }),
    ];
    expect((await send('DELETE', '/account/sessions', undefined, { as: here })).status).toBe(200);
    for (const one of [here, there, owner]) {
      expect((await send('GET', '/account', undefined, { as: one })).status).toBe(401);
    }
    owner = await send('POST', '/session', { email: 'ada@example.com', password: PASSWORD });
  });
});

describe('the cookie of a session', () => {
  const enter = async (headers: Record<string, string>): Promise<string> => {
    const proof = JSON.stringify({ email: 'ada@example.com', password: PASSWORD });
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: proof };
    return (await fetch(`${tollgate.url}/v1/session`, init)).headers.get('set-cookie') ?? '';
  };

  it('is out of reach for scripts and other sites, belongs to this port, and goes over TLS only where there is TLS', async () => {
    const port = new URL(tollgate.url).port;
    const flags = '; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800';
    const plain = new RegExp(`^tollgate_session_${port}=[\\w-]{43}${flags}$`);
    const secure = new RegExp(`^tollgate_session_${port}=[\\w-]{43}${flags}; Secure$`);
    expect(await enter({})).toMatch(plain);
    expect(await enter({ 'x-forwarded-proto': 'https' })).toMatch(secure);
  });
});

describe('injection', () => {
  it('a Host header that is no host gets into no link', async () => {
    const { request } = await import('node:http');
    const text = await new Promise<string>((resolve, reject) => {
      const url = new URL(`${tollgate.url}/v1/admin/users/invites`);
      const headers = {
        host: 'evil.example/path?',
        cookie: owner.cookie.replace(/^[^=]+/, 'tollgate_session'),
        'x-tollgate-csrf': owner.csrf,
        'content-type': 'application/json',
      };
      const sent = request({ port: url.port, path: url.pathname, method: 'POST', headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => resolve(body));
      });
      sent.on('error', reject);
      sent.end(JSON.stringify({ email: 'host@example.com', role: 'member', workspaces: [] }));
    });
    expect(text).not.toContain('evil.example');
  });
});

/** Last: it locks the account for this address. */
describe('guessing', () => {
  it('a password ends after a few attempts, with the time to wait, and the audit trail has them', async () => {
    const guess = () => send('POST', '/session', { email: 'bo@example.com', password: 'wrong' });
    const statuses = [];
    for (let attempt = 0; attempt < 7; attempt++) statuses.push((await guess()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const right = await send('POST', '/session', { email: 'bo@example.com', password: 'another horse, another day' });
    expect(right.status).toBe(429);
    const query = 'start_time=2026-01-01&end_time=2100-01-01&resource_type=session&response_status_code=401';
    const trail = await send('GET', `/audit-logs?${query}`, undefined, { as: owner });
    expect(trail.body['total']).toBe(5);
    expect(JSON.stringify(trail.body)).not.toContain('wrong"');
  });
});
