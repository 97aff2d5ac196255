/** Signing in by a directory over OpenID Connect: the whole process against a real provider in this one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOwner, invited, openBrowser, PASSWORD, type Browser } from '../../testkit/browser.ts';
import { recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { claimsOf, CLIENT, startOidcDirectory, type OidcDirectory } from '../../testkit/oidc-directory.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

let tollgate: Tollgate;
let directory: OidcDirectory;
let owner: Browser;
let workspace: string;
/** Of the directory in the gateway. */
let provider: JsonRecord;

beforeAll(async () => {
  tollgate = await startTollgate({ env: { TOLLGATE_VERIFIED_DOMAINS: 'example.com' } });
  owner = await firstOwner(tollgate);
  const workspaces = recordsIn((await owner.send('GET', '/admin/workspaces')).body['data']);
  workspace = stringAt(workspaces[0] ?? {}, 'id');
  await owner.send('PUT', '/admin/identity-settings', { domains: [{ domain: 'example.com' }] });
  directory = await startOidcDirectory({ post_logout_redirect_uris: [`${tollgate.url}/`] });
  provider = await addProvider(directory, {
    mappings: [mapping('engineers', 'manager'), mapping('everybody', 'member')],
  });
  directory.allow(String(provider['callback_url']));
});
afterAll(async () => {
  await tollgate.stop();
  await directory.close();
});

const mapping = (value: string, role: string) => ({ value, workspace_id: workspace, role });

async function addProvider(at: OidcDirectory, more: object = {}): Promise<JsonRecord> {
  const made = await owner.send('POST', '/admin/identity-providers', {
    kind: 'oidc',
    preset: 'keycloak',
    name: 'Directory',
    oidc: { issuer: at.issuer, client_id: CLIENT.id, client_secret: CLIENT.secret },
    ...more,
  });
  expect(made).toMatchObject({ status: 200 });
  return made.body;
}

interface Trip {
  status: number;
  location: string;
  cookies: string[];
}

async function visit(url: string, cookie = ''): Promise<Trip> {
  const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
  const cookies = response.headers.getSetCookie();
  return { status: response.status, location: response.headers.get('location') ?? '', cookies };
}

const cookieOf = (trip: Trip, name: string): string => {
  const line = trip.cookies.find((text) => text.startsWith(name) && !text.includes('Max-Age=0')) ?? '';
  return line.split(';', 1)[0] ?? '';
};

const startUrl = (returnTo?: string): string =>
  `${String(provider['start_url'])}${returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`}`;

const ADA = {
  sub: 'dir-1',
  email: 'dora@example.com',
  email_verified: true,
  given_name: 'Dora',
  groups: ['Everybody'],
};

/** Out to the directory and back. */
async function signIn(
  claims: Parameters<OidcDirectory['person']>[0],
  returnTo?: string,
): Promise<Trip & { session: string }> {
  directory.person(claims);
  const out = await visit(startUrl(returnTo));
  expect(out.status).toBe(303);
  const back = await visit(await directory.signIn(out.location), cookieOf(out, 'tollgate_flow'));
  return { ...back, session: cookieOf(back, 'tollgate_session') };
}

async function sessionOf(cookie: string): Promise<JsonRecord> {
  const response = await fetch(`${tollgate.url}/v1/session`, { headers: { cookie } });
  return (await response.json()) as JsonRecord;
}

const refusalOf = ({ location }: Trip): string =>
  new URL(location, tollgate.url).searchParams.get('sign_in_error') ?? '';

async function lastSignIn(): Promise<JsonRecord> {
  const range = 'start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z';
  const { body } = await owner.send('GET', `/audit-logs?${range}&resource_type=session&action=create`);
  return recordsIn(body['records'])[0] ?? {};
}

describe('signing in by a directory', () => {
  it('makes an account at the first time, with what the groups give, and leads back to where one was', async () => {
    const back = await signIn(ADA, '/logs?q=model');
    expect(back).toMatchObject({ status: 303, location: '/logs?q=model' });
    expect(back.cookies.find((line) => line.startsWith('tollgate_session'))).toContain('HttpOnly; SameSite=Strict');
    const session = await sessionOf(back.session);
    expect(session).toMatchObject({ type: 'person', user: { email: 'dora@example.com', role: 'member' } });
    expect(session['workspaces']).toMatchObject([{ id: workspace, role: 'member' }]);
  });

  it('follows the groups at the next time, and takes away what a group gave', async () => {
    const promoted = await signIn({ ...ADA, groups: ['everybody', 'ENGINEERS'] });
    expect((await sessionOf(promoted.session))['workspaces']).toMatchObject([{ role: 'manager' }]);
    const left = await signIn({ ...ADA, groups: [] });
    expect((await sessionOf(left.session))['workspaces']).toEqual([]);
  });

  it('is offered on the sign-in page, and can be tested', async () => {
    expect(await sessionOf('')).toMatchObject({
      signed_in: false,
      providers: [{ name: 'Directory', preset: 'keycloak' }],
    });
    const id = String(provider['id']);
    expect((await owner.send('POST', `/admin/identity-providers/${id}/test`, {})).body).toMatchObject({ ok: true });
    const shown = await owner.send('GET', `/admin/identity-providers/${id}`);
    expect(JSON.stringify(shown.body)).not.toContain(CLIENT.secret);
    expect(shown.body).toMatchObject({ has_secret: true });
  });

  it('signs out there as well, and is signed out by the directory', async () => {
    const first = await signIn(ADA);
    const view = await sessionOf(first.session);
    const out = await fetch(`${tollgate.url}/v1/session`, {
      method: 'DELETE',
      headers: { cookie: first.session, 'x-tollgate-csrf': String(view['csrf_token']) },
    });
    const { sign_out_url: url } = (await out.json()) as { sign_out_url: string };
    expect(url).toContain(`${directory.issuer}/session/end?`);
    expect(claimsOf(new URL(url).searchParams.get('id_token_hint') ?? '')).toMatchObject({ sub: 'dir-1' });

    const second = await signIn(ADA);
    expect(await sessionOf(second.session)).toMatchObject({ type: 'person' });
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const told = await endBy(await directory.logoutToken({ sub: 'dir-1', aud: CLIENT.id, events }));
    expect(told).toBe(200);
    expect(await sessionOf(second.session)).toMatchObject({ signed_in: false });
  });

  it('is the only way in where the organisation says so, but for owners', async () => {
    const member = await invited(owner, tollgate.url, { email: 'pat@example.com' });
    await owner.send('PUT', '/admin/identity-settings', { require_single_sign_on: true });
    const browser = openBrowser(tollgate.url);
    const refused = await browser.send('POST', '/session', { email: 'pat@example.com', password: PASSWORD });
    expect(refused.status).toBe(401);
    expect((await browser.send('POST', '/session', { email: 'ada@example.com', password: PASSWORD })).status).toBe(200);
    await owner.send('PUT', '/admin/identity-settings', { require_single_sign_on: false });
    expect((await member.send('GET', '/account')).status).toBe(200);
  });
});

const endBy = async (token: string): Promise<number> =>
  (await fetch(String(provider['logout_url']), { method: 'POST', body: new URLSearchParams({ logout_token: token }) }))
    .status;

/** Another browser: linking leaves the one cookie that this simple one keeps at the flow's. */
async function ownerAgain(): Promise<Browser> {
  const browser = openBrowser(tollgate.url);
  await browser.send('POST', '/session', { email: 'ada@example.com', password: PASSWORD });
  return browser;
}

describe('attacks on signing in by a directory', () => {
  it.each([
    ['an address of another domain', { ...ADA, sub: 'x1', email: 'dora@evil.com' }, 'domain-not-allowed'],
    ['one that only ends alike', { ...ADA, sub: 'x2', email: 'dora@notexample.com' }, 'domain-not-allowed'],
    ['a subdomain', { ...ADA, sub: 'x3', email: 'dora@sub.example.com' }, 'domain-not-allowed'],
    ['an address that nobody verified', { ...ADA, sub: 'x4', email_verified: false }, 'email-unverified'],
    ['the Kelvin sign in place of a k', { ...ADA, sub: 'x5', email: '\u212Aim@example.com' }, 'email-missing'],
    ['no address', { sub: 'x6' }, 'email-missing'],
    ['the address of the owner', { ...ADA, sub: 'x7', email: 'ADA@example.com' }, 'owner-not-linked'],
  ])('%s is refused', async (_, claims, reason) => {
    const back = await signIn(claims);
    expect(refusalOf(back)).toBe(reason);
    expect(back.session).toBe('');
    expect(await lastSignIn()).toMatchObject({ response_status_code: 401 });
  });

  it('another subject with the same address is somebody else, once the account is linked', async () => {
    await signIn(ADA);
    const other = await signIn({ ...ADA, sub: 'dir-2', email_verified: false });
    expect(refusalOf(other)).toBe('email-unverified');
  });

  it('an address that the directory has given to somebody else does not give them the account', async () => {
    const first = await signIn({ ...ADA, sub: 'before', email: 'kim@example.com' });
    const next = { ...ADA, sub: 'after', email: 'kim@example.com' };
    const refused = await signIn(next);
    expect(refusalOf(refused)).toBe('linked-to-another');
    expect(refused.session).toBe('');
    const { user } = (await sessionOf(first.session)) as { user: { id: string } };
    await owner.send('DELETE', `/admin/users/${user.id}`);
    const entered = await signIn(next);
    expect((await sessionOf(entered.session))['user']).toMatchObject({ email: 'kim@example.com' });
    expect((await sessionOf(entered.session))['user']).not.toMatchObject({ id: user.id });
  });

  it('who was removed does not come back by signing in', async () => {
    const back = await signIn({ ...ADA, sub: 'gone-1', email: 'gone@example.com' });
    const { user } = (await sessionOf(back.session)) as { user: { id: string } };
    await owner.send('DELETE', `/admin/users/${user.id}`);
    expect(await sessionOf(back.session)).toMatchObject({ signed_in: false });
    expect(refusalOf(await signIn({ ...ADA, sub: 'gone-1', email: 'gone@example.com' }))).toBe('no-account');
  });

  it('an answer is taken once, by the browser that began, for the directory that was asked', async () => {
    directory.person(ADA);
    const out = await visit(startUrl());
    const callback = await directory.signIn(out.location);
    const cookie = cookieOf(out, 'tollgate_flow');
    expect(refusalOf(await visit(callback))).toBe('flow-over');
    // The state was used up by the thief's attempt: the flow begins anew.
    expect(refusalOf(await visit(callback, cookie))).toBe('flow-over');

    const again = await visit(startUrl());
    const ours = await directory.signIn(again.location);
    const second = await addProvider(directory, { name: 'Second' });
    const mixedUp = ours.replace(String(provider['id']), String(second['id']));
    expect(refusalOf(await visit(mixedUp, cookieOf(again, 'tollgate_flow')))).toBe('flow-over');
    await owner.send('DELETE', `/admin/identity-providers/${String(second['id'])}`);
  });

  it('an answer of another issuer is refused, whatever it says', async () => {
    directory.person(ADA);
    const out = await visit(startUrl());
    const callback = new URL(await directory.signIn(out.location));
    callback.searchParams.set('iss', 'https://evil.example');
    expect(refusalOf(await visit(callback.href, cookieOf(out, 'tollgate_flow')))).toBe('answer-invalid');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/%09/evil.example/..//',
    'javascript:alert(1)',
  ])('nobody is sent on to %s', async (target) => {
    const back = await signIn(ADA, target);
    expect(new URL(back.location, tollgate.url).host).toBe(new URL(tollgate.url).host);
    expect(back.location.startsWith('//')).toBe(false);
  });

  it('a session that the attacker planted is not the one that is signed in', async () => {
    directory.person(ADA);
    const out = await visit(startUrl());
    const planted = 'tollgate_session=planted';
    const back = await visit(await directory.signIn(out.location), `${cookieOf(out, 'tollgate_flow')}; ${planted}`);
    expect(cookieOf(back, 'tollgate_session')).not.toContain('planted');
    expect(await sessionOf(planted)).toMatchObject({ signed_in: false });
  });

  it('tokens that end sessions are the directory’s, and no others', async () => {
    const { session } = await signIn(ADA);
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const right = { sub: 'dir-1', aud: CLIENT.id, events };
    const wrong = [
      await directory.logoutToken({ ...right, aud: 'somebody else' }),
      await directory.logoutToken({ ...right, nonce: 'of an ID token' }),
      await directory.logoutToken({ sub: 'dir-1', aud: CLIENT.id }),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(right)).toString('base64url')}.`,
      '',
    ];
    for (const token of wrong) expect(await endBy(token)).toBe(400);
    expect(await sessionOf(session)).toMatchObject({ type: 'person' });
  });

  it('an account is linked by its owner only, and never to two people', async () => {
    const begun = await (await ownerAgain()).send('POST', '/session/link', { provider_id: provider['id'] });
    expect(begun.status).toBe(200);
    directory.person({ ...ADA, sub: 'owner-1', email: 'ada@example.com' });
    const cookie = begun.setCookie.split(';', 1)[0] ?? '';
    expect(await visit(await directory.signIn(String(begun.body['url'])), cookie)).toMatchObject({
      location: '/account',
    });
    const back = await signIn({ ...ADA, sub: 'owner-1', email: 'ada@example.com' });
    expect(await sessionOf(back.session)).toMatchObject({ user: { email: 'ada@example.com', role: 'owner' } });

    const stolen = await (await ownerAgain()).send('POST', '/session/link', { provider_id: provider['id'] });
    directory.person(ADA);
    const refused = await visit(
      await directory.signIn(String(stolen.body['url'])),
      stolen.setCookie.split(';', 1)[0] ?? '',
    );
    expect(refusalOf(refused)).toBe('linked-to-another');
  });
});

describe('settings of directories', () => {
  it('are for administrators, and another issuer takes the secret again', async () => {
    const member = await invited(owner, tollgate.url, { email: 'curious@example.com' });
    expect((await member.send('GET', '/admin/identity-providers')).status).toBe(403);
    const id = String(provider['id']);
    const moved = await owner.send('PUT', `/admin/identity-providers/${id}`, {
      oidc: { issuer: 'https://evil.example' },
    });
    expect(moved).toMatchObject({ status: 400 });
    const inside = await owner.send('POST', '/admin/identity-providers', {
      kind: 'oidc',
      name: 'Metadata',
      oidc: { issuer: 'http://169.254.169.254/', client_id: 'x', client_secret: 'x' },
    });
    expect(inside.status).toBe(400);
  });

  it('a domain that nobody has proven lets nobody in', async () => {
    await owner.send('PUT', '/admin/identity-settings', {
      domains: [{ domain: 'example.com' }, { domain: 'evil.com' }],
    });
    expect(refusalOf(await signIn({ ...ADA, sub: 'x9', email: 'dora@evil.com' }))).toBe('domain-not-allowed');
  });
});
