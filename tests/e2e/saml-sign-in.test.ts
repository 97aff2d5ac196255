/** Signing in by a directory over SAML 2.0: the whole process, with assertions that are really signed. */
import { verify, X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOwner, type Browser } from '../../testkit/browser.ts';
import { hashKey } from '../../src/kernel/key-hash.ts';
import { recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import {
  assertionFor,
  assertionXml,
  directoryMetadata,
  encrypted,
  logoutRequest,
  logoutXml,
  pem,
  readRequest,
  responseXml,
  SIGN_OUT_URL,
  signed,
  signedQuery,
  type Assertion,
  type SamlRequest,
} from '../../testkit/saml-directory.ts';
import { OTHER_SIGNER, SIGNER } from '../../testkit/saml-signers.data.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

let tollgate: Tollgate;
let owner: Browser;
let workspace: string;
let provider: JsonRecord;

beforeAll(async () => {
  tollgate = await startTollgate({ env: { TOLLGATE_VERIFIED_DOMAINS: 'example.com' } });
  owner = await firstOwner(tollgate);
  const workspaces = recordsIn((await owner.send('GET', '/admin/workspaces')).body['data']);
  workspace = stringAt(workspaces[0] ?? {}, 'id');
  await owner.send('PUT', '/admin/identity-settings', { domains: [{ domain: 'example.com' }] });
  provider = await addProvider({ metadata_xml: directoryMetadata() });
});
afterAll(() => tollgate.stop());

async function addProvider(saml: object): Promise<JsonRecord> {
  const mappings = [{ value: 'engineers', workspace_id: workspace, role: 'manager' }];
  const made = await owner.send('POST', '/admin/identity-providers', { kind: 'saml', name: 'Saml', saml, mappings });
  expect(made).toMatchObject({ status: 200 });
  return made.body;
}

interface Begun {
  request: SamlRequest;
  cookie: string;
}

async function begin(at: JsonRecord = provider, returnTo = '/logs'): Promise<Begun> {
  const url = `${String(at['start_url'])}?return_to=${encodeURIComponent(returnTo)}`;
  const out = await fetch(url, { redirect: 'manual' });
  expect(out.status).toBe(303);
  const cookie = out.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  return { request: readRequest(out.headers.get('location') ?? ''), cookie };
}

/** As the browser sends it the second time: with the cookie. */
async function send(xml: string, { relayState, cookie, at = provider }: Sent) {
  const form = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState, again: '1' };
  const response = await fetch(String(at['callback_url']), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams(form),
  });
  const location = response.headers.get('location') ?? '';
  const session = response.headers.getSetCookie().find((line) => line.startsWith('tollgate_session')) ?? '';
  const refusal = new URL(location, tollgate.url).searchParams.get('sign_in_error') ?? '';
  return { location, refusal, session: session.split(';', 1)[0] ?? '' };
}

interface Sent {
  relayState: string;
  cookie: string;
  at?: JsonRecord;
}

async function signIn(more: Partial<Assertion> = {}, wrap = (told: Assertion) => signed(assertionXml(told))) {
  const { request, cookie } = await begin();
  const told = assertionFor(request, more);
  return send(responseXml(told, wrap(told)), { relayState: request.relayState, cookie });
}

async function sessionOf(cookie: string): Promise<JsonRecord> {
  return (await (await fetch(`${tollgate.url}/v1/session`, { headers: { cookie } })).json()) as JsonRecord;
}

describe('signing in by SAML', () => {
  it('makes an account with what the groups give, and leads back to where one was', async () => {
    const back = await signIn();
    expect(back).toMatchObject({ location: '/logs', refusal: '' });
    const session = await sessionOf(back.session);
    expect(session).toMatchObject({ type: 'person', user: { email: 'dora@example.com', role: 'member' } });
    expect(session['workspaces']).toMatchObject([{ id: workspace, role: 'manager' }]);
    const without = await signIn({ attributes: { email: ['dora@example.com'] } });
    expect((await sessionOf(without.session))['workspaces']).toEqual([]);
  });

  it('serves metadata that names our addresses and wants signed assertions', async () => {
    const own = (provider['saml'] as JsonRecord)['own_metadata_url'];
    const xml = await (await fetch(String(own))).text();
    expect(xml).toContain(`entityID="${String(own)}"`);
    expect(xml).toContain(String(provider['callback_url']));
    expect(xml).toContain('WantAssertionsSigned="true"');
    // Its messages are signed: without a key it is not offered.
    expect(xml).not.toContain('SingleLogoutService');
  });

  it('hands the form of another site back to the browser, which sends it with the cookie', async () => {
    const body = new URLSearchParams({ SAMLResponse: 'QQ==', RelayState: '"><script>alert(1)</script>' });
    const page = await fetch(String(provider['callback_url']), { method: 'POST', body });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(html).toContain('name="again"');
  });

  it('signs its requests with a key that belongs to the certificate of our metadata, and takes no other key', async () => {
    const certificate = pem(OTHER_SIGNER.certificate, 'CERTIFICATE');
    const saml = { metadata_xml: directoryMetadata(), signing_certificate: certificate };
    const signing = await addProvider({ ...saml, signing_key: pem(OTHER_SIGNER.key, 'PRIVATE KEY') });
    const out = await fetch(String(signing['start_url']), { redirect: 'manual' });
    const [query = '', signature = ''] = new URL(out.headers.get('location') ?? '').search
      .slice(1)
      .split('&Signature=');
    const key = new X509Certificate(certificate).publicKey;
    const given = Buffer.from(decodeURIComponent(signature), 'base64');
    expect(query).toContain('SigAlg=');
    expect(verify('sha256', Buffer.from(query), key, given)).toBe(true);
    const own = (signing['saml'] as JsonRecord)['own_metadata_url'];
    expect(await (await fetch(String(own))).text()).toContain(OTHER_SIGNER.certificate);
    expect(JSON.stringify(signing)).not.toContain(OTHER_SIGNER.key.slice(0, 60));
    const wrong = { ...saml, signing_key: pem(SIGNER.key, 'PRIVATE KEY') };
    const refused = await owner.send('POST', '/admin/identity-providers', { kind: 'saml', name: 'x', saml: wrong });
    expect(refused.status).toBe(400);
  });

  it('reads the attributes that it is told, and clocks may differ by as much as it is told', async () => {
    const own = { first_name_attribute: 'vorname', last_name_attribute: 'nachname', clock_skew_seconds: 0 };
    const at = await addProvider({ metadata_xml: directoryMetadata(), ...own });
    const enter = async (more: Partial<Assertion>, to: JsonRecord) => {
      const { request, cookie } = await begin(to);
      const told = assertionFor(request, more);
      return send(responseXml(told, signed(assertionXml(told))), { relayState: request.relayState, cookie, at: to });
    };
    const attributes = { email: ['eva@example.com'], vorname: ['Eva'], nachname: ['Groß'], firstName: ['No'] };
    const entered = await enter({ nameId: 'eva', attributes }, at);
    expect(await sessionOf(entered.session)).toMatchObject({ user: { first_name: 'Eva', last_name: 'Groß' } });
    expect(await enter({ validFor: -10_000 }, at)).toMatchObject({ refusal: 'answer-invalid' });
    expect(await enter({ validFor: -10_000 }, provider)).toMatchObject({ refusal: '' });
  });

  it('lasts no longer than the directory says, and than its word counts where groups cannot be asked for again', async () => {
    const endOf = async (session: string): Promise<number> => {
      const { token_hash: _, ...row } = await storedSession(session);
      return Number(row['expires_at']) - Number(row['started_at']);
    };
    const short = await signIn({ sessionFor: 1_800_000 });
    expect(Math.abs((await endOf(short.session)) - 1_800_000)).toBeLessThan(60_000);
    expect(await signIn({ sessionFor: -60_000 })).toMatchObject({ refusal: 'answer-invalid', session: '' });
    const id = String(provider['id']);
    await owner.send('PUT', `/admin/identity-providers/${id}`, { max_age_seconds: 3600 });
    const long = await signIn({ sessionFor: 86_400_000 });
    expect(await endOf(long.session)).toBe(3_600_000);
    await owner.send('PUT', `/admin/identity-providers/${id}`, { max_age_seconds: 604_800 });
  });

  it('takes addresses at the word of a directory by itself only where a domain was verified before', async () => {
    expect(provider).toMatchObject({ trusts_email: true });
    await owner.send('PUT', '/admin/identity-settings', { domains: [] });
    const early = await addProvider({ metadata_xml: directoryMetadata() });
    await owner.send('PUT', '/admin/identity-settings', { domains: [{ domain: 'example.com' }] });
    expect(early).toMatchObject({ trusts_email: false });
    const { request, cookie } = await begin(early);
    const told = assertionFor(request, { nameId: 'fay', attributes: { email: ['dora@example.com'] } });
    const sent = { relayState: request.relayState, cookie, at: early };
    const back = await send(responseXml(told, signed(assertionXml(told))), sent);
    expect(back).toMatchObject({ refusal: 'email-unverified', session: '' });
  });

  it('is tested without anybody signing in', async () => {
    const { body } = await owner.send('POST', `/admin/identity-providers/${String(provider['id'])}/test`, {});
    expect(body).toMatchObject({ ok: true, steps: [{ name: 'certificates', ok: true }, { name: 'domains' }] });
  });
});

describe('a directory that encrypts', () => {
  it('is understood where we have a key, whose certificate is in our metadata', async () => {
    const at = await addProvider({ metadata_xml: directoryMetadata(), ...ourKey });
    const own = await (await fetch(String((at['saml'] as JsonRecord)['own_metadata_url']))).text();
    expect(own).toMatch(/KeyDescriptor use="encryption"/);
    for (const how of [{}, { method: RSA_OAEP, hash: 'sha256' }, { content: 'aes-256-cbc' }] as const) {
      const { request, cookie } = await begin(at);
      const told = assertionFor(request);
      const xml = responseXml(told, encrypted(signed(assertionXml(told)), OTHER_SIGNER, how));
      expect(await send(xml, { relayState: request.relayState, cookie, at })).toMatchObject({ refusal: '' });
    }
  });

  it('is refused by name where we have none, and where the key can be found out', async () => {
    const crypt = (told: Assertion) => encrypted(signed(assertionXml(told)), OTHER_SIGNER);
    expect(await signIn({}, crypt)).toMatchObject({ refusal: 'assertion-encrypted', session: '' });
    const weak = (told: Assertion) =>
      encrypted(signed(assertionXml(told)), OTHER_SIGNER, { method: `${XMLENC}rsa-1_5` });
    expect(await signIn({}, weak)).toMatchObject({ refusal: 'algorithm-weak', session: '' });
  });

  it.each<[string, string, (told: Assertion) => string]>([
    ['an unsigned assertion', 'answer-invalid', (told) => assertionXml(told)],
    ['one signed by somebody else', 'answer-invalid', (told) => signed(assertionXml(told), OTHER_SIGNER)],
    ['one signed by SHA-1', 'algorithm-weak', (told) => signed(assertionXml(told), SIGNER, SHA1)],
    ['one with a comment', 'answer-invalid', (told) => signed(assertionXml(told)).replace('dora@', 'dora<!---->@')],
  ])('cannot hide %s', async (_, refusal, inner) => {
    const at = await addProvider({ metadata_xml: directoryMetadata(), ...ourKey });
    const { request, cookie } = await begin(at);
    const told = assertionFor(request);
    const xml = responseXml(told, encrypted(inner(told), OTHER_SIGNER));
    expect(await send(xml, { relayState: request.relayState, cookie, at })).toMatchObject({ refusal, session: '' });
  });
});

describe('single logout', () => {
  let at: JsonRecord;
  beforeAll(async () => {
    at = await addProvider({ metadata_xml: directoryMetadata([SIGNER], { inner: SIGN_OUT }), ...ourKey });
  });

  async function enter(): Promise<string> {
    const { request, cookie } = await begin(at);
    const told = assertionFor(request);
    const xml = responseXml(told, signed(assertionXml(told)));
    return (await send(xml, { relayState: request.relayState, cookie, at })).session;
  }
  const isIn = async (session: string): Promise<boolean> => (await sessionOf(session))['type'] === 'person';
  const logoutUrl = (): string => String(at['logout_url']);
  const byRedirect = (query: string) => fetch(`${logoutUrl()}?${query}`, { redirect: 'manual' });
  const byForm = (xml: string) =>
    fetch(logoutUrl(), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ SAMLRequest: Buffer.from(xml).toString('base64') }),
    });

  it('is offered in our metadata, by both bindings', async () => {
    const own = await (await fetch(String((at['saml'] as JsonRecord)['own_metadata_url']))).text();
    expect(own.match(/<SingleLogoutService [^>]*>/g)).toHaveLength(2);
    expect(own).toContain(`HTTP-Redirect" Location="${logoutUrl()}"`);
  });

  it('leads from our sign-out to the one of the directory, with a signed request that names the session', async () => {
    const session = await enter();
    const view = await sessionOf(session);
    const out = await fetch(`${tollgate.url}/v1/session`, {
      method: 'DELETE',
      headers: { cookie: session, 'x-tollgate-csrf': String(view['csrf_token']) },
    });
    const url = new URL(((await out.json()) as { sign_out_url: string }).sign_out_url);
    expect(`${url.origin}${url.pathname}`).toBe(SIGN_OUT_URL);
    const [covered = '', signature = ''] = url.search.slice(1).split('&Signature=');
    const key = new X509Certificate(pem(OTHER_SIGNER.certificate, 'CERTIFICATE')).publicKey;
    const given = Buffer.from(decodeURIComponent(signature), 'base64');
    expect(verify('sha256', Buffer.from(covered), key, given)).toBe(true);
    const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    expect(xml).toMatch(/NameID[^>]*>dora</);
    expect(xml).toMatch(/SessionIndex[^>]*>s1</);
    expect(await isIn(session)).toBe(false);
    expect((await byRedirect('SAMLResponse=QQ')).headers.get('location')).toBe('/');
  });

  it('ends the session when the directory asks, by either binding, and answers', async () => {
    const first = await enter();
    const asked = logoutRequest(logoutUrl());
    const answer = new URL((await byRedirect(signedQuery(logoutXml(asked)))).headers.get('location') ?? '');
    expect(`${answer.origin}${answer.pathname}`).toBe(SIGN_OUT_URL);
    expect(answer.searchParams.get('RelayState')).toBe('r1');
    const xml = inflateRawSync(Buffer.from(answer.searchParams.get('SAMLResponse') ?? '', 'base64')).toString();
    expect(xml).toContain(`InResponseTo="${asked.id}"`);
    expect(await isIn(first)).toBe(false);

    const second = await enter();
    expect((await byForm(signed(logoutXml(logoutRequest(logoutUrl(), { sessionIndex: null }))))).status).toBe(303);
    expect(await isIn(second)).toBe(false);
  });

  it.each<[string, () => Promise<Response>]>([
    ['unsigned', () => byRedirect(signedQuery(logoutXml(logoutRequest(logoutUrl()))).replace(/&SigAlg.*/, ''))],
    ['unsigned, in a form', () => byForm(logoutXml(logoutRequest(logoutUrl())))],
    [
      'of another signer',
      () => byRedirect(signedQuery(logoutXml(logoutRequest(logoutUrl())), { signer: OTHER_SIGNER })),
    ],
    ['signed by SHA-1', () => byRedirect(signedQuery(logoutXml(logoutRequest(logoutUrl())), { digest: 'sha1' }))],
    ['signed by SHA-1, in a form', () => byForm(signed(logoutXml(logoutRequest(logoutUrl())), SIGNER, SHA1))],
    [
      'of another issuer',
      () => byForm(signed(logoutXml(logoutRequest(logoutUrl(), { issuer: 'https://evil.example' })))),
    ],
    ['for another connection', () => byForm(signed(logoutXml(logoutRequest(String(provider['logout_url'])))))],
    ['of yesterday', () => byForm(signed(logoutXml(logoutRequest(logoutUrl(), { issued: -86_400_000 }))))],
    [
      'with a second message that is not signed',
      () => byRedirect(`${signedQuery(logoutXml(logoutRequest(logoutUrl(), { nameId: 'eve' })))}&SAMLRequest=QQ`),
    ],
  ])('takes no request that is %s', async (_, ask) => {
    const session = await enter();
    expect((await ask()).status).toBe(400);
    expect(await isIn(session)).toBe(true);
  });

  it('takes a request once: an old one does not end the sessions that began since', async () => {
    const asked = signedQuery(logoutXml(logoutRequest(logoutUrl(), { sessionIndex: null })));
    expect((await byRedirect(asked)).status).toBe(303);
    const session = await enter();
    expect((await byRedirect(asked)).status).toBe(400);
    expect(await isIn(session)).toBe(true);
  });
});

describe('another organisation with the same directory', () => {
  it('gets nobody by an assertion that was made for ours, and its people are not in ours', async () => {
    const rival = await besideUs(provider);
    const ours = await begin();
    const told = assertionFor(ours.request, { nameId: 'mixed' });
    const xml = responseXml(told, signed(assertionXml(told)));
    // Our flow at their door, and their flow with what was said for us.
    const sent = { relayState: ours.request.relayState, cookie: ours.cookie, at: rival };
    expect(await send(xml, sent)).toMatchObject({ refusal: 'flow-over', session: '' });
    const theirs = await begin(rival);
    const stolen = { ...told, id: '_stolen', inResponseTo: theirs.request.id };
    for (const more of [{}, { destination: theirs.request.callbackUrl, recipient: theirs.request.callbackUrl }]) {
      const back = responseXml({ ...stolen, ...more }, signed(assertionXml({ ...stolen, ...more })));
      const at = await begin(rival);
      const now = back.replaceAll(theirs.request.id, at.request.id);
      const answer = await send(now, { relayState: at.request.relayState, cookie: at.cookie, at: rival });
      expect(answer).toMatchObject({ refusal: 'answer-invalid', session: '' });
    }
    const right = assertionFor(theirs.request);
    const own = { relayState: theirs.request.relayState, cookie: theirs.cookie, at: rival };
    const entered = await send(responseXml(right, signed(assertionXml(right))), own);
    expect(entered).toMatchObject({ refusal: '' });
    expect(await sessionOf(entered.session)).toMatchObject({ organisation_id: 'rival', workspaces: [] });
  });
});

/** As it is kept: no API shows when one ends. */
async function storedSession(cookie: string): Promise<Record<string, SQLOutputValue>> {
  const db = new DatabaseSync(join(tollgate.dataDir, RECORDS));
  const hash = hashKey(cookie.split('=')[1] ?? '');
  const row = db.prepare('select * from sessions where token_hash = ?').get(hash) ?? {};
  db.close();
  return row;
}

/** The same connection in an organisation of its own: no API makes one. */
async function besideUs(at: JsonRecord): Promise<JsonRecord> {
  const db = new DatabaseSync(join(tollgate.dataDir, RECORDS));
  const id = String(at['id']);
  db.exec('pragma busy_timeout = 5000');
  db.exec(`insert into organisations (id, name, created_at) values ('rival', 'Rival', 1)`);
  for (const [table, where] of [
    ['identity_providers', `id = '${id}'`],
    ['identity_settings', `organisation_id <> 'rival'`],
  ] as const) {
    const row = db.prepare(`select * from ${table} where ${where}`).get() ?? {};
    const copy: Record<string, SQLOutputValue> = { ...row, organisation_id: 'rival' };
    if ('id' in row) copy['id'] = 'rival-provider';
    const settings = String(copy['settings'] ?? '{}');
    copy['settings'] = JSON.stringify({ ...(JSON.parse(settings) as object), mappings: [] });
    const names = Object.keys(copy);
    const marks = names.map(() => '?').join(', ');
    db.prepare(`insert into ${table} (${names.join(', ')}) values (${marks})`).run(...Object.values(copy));
  }
  db.close();
  const moved = JSON.stringify(at).replaceAll(id, 'rival-provider');
  return JSON.parse(moved) as JsonRecord;
}

describe('attacks on signing in by SAML', () => {
  const evil = { nameId: 'mallory', attributes: { email: ['boss@example.com'] } };
  const forged = (told: Assertion): string => assertionXml({ ...told, ...evil, id: '_evil' });
  const signatureOf = (xml: string): string => {
    const found = /<Signature .*<\/Signature>/s.exec(xml)?.[0];
    if (found === undefined) throw new Error('the assertion has no signature');
    return found;
  };

  it.each<[string, Partial<Assertion>]>([
    ['an audience that is another service', { audience: 'https://other.example' }],
    ['a recipient that is another address', { recipient: 'https://other.example/acs' }],
    ['a destination that is another address', { destination: 'https://other.example/acs' }],
    ['another issuer', { issuer: 'https://evil.example' }],
    ['another request', { inResponseTo: '_another' }],
    ['no request', { inResponseTo: null }],
    ['an hour ago', { validFor: -3_600_000 }],
  ])('an assertion for %s is refused', async (_, wrong) => {
    expect(await signIn(wrong)).toMatchObject({ refusal: 'answer-invalid', session: '' });
  });

  it.each<[string, (told: Assertion) => string]>([
    ['unsigned', (told) => assertionXml(told)],
    ['signed by somebody else', (told) => signed(assertionXml(told), OTHER_SIGNER)],
    ['changed after it was signed', (told) => signed(assertionXml(told)).replaceAll('dora@', 'boss@')],
    [
      'signed by a key that the message brings',
      (told) => signed(assertionXml(told), OTHER_SIGNER).replace(/(<\/(?:ds:)?SignatureValue>)/, `$1${keyInfo}`),
    ],
    ['signed with the certificate as a shared secret', (told) => signed(assertionXml(told)).replace(RSA, HMAC)],
    ['signed by the algorithm none', (told) => signed(assertionXml(told)).replace(RSA, 'none')],
    ['signed by SHA-1', (told) => signed(assertionXml(told), SIGNER, { signatureAlgorithm: 'sha1' })],
    ['signed over a digest by SHA-1', (told) => signed(assertionXml(told), SIGNER, { digestAlgorithm: 'sha1' })],
    // The envelope is not signed: what it says about the request proves nothing.
    [
      'the answer to another request, in an envelope that names ours',
      (told) => signed(assertionXml({ ...told, inResponseTo: '_another' })),
    ],
    [
      'the answer to no request, in an envelope that names ours',
      (told) => signed(assertionXml({ ...told, inResponseTo: null })),
    ],
    ['with an address that a comment cuts', (told) => signed(assertionXml(told)).replace('dora@', 'dora<!---->@')],
  ])('an assertion that is %s is refused', async (_, wrap) => {
    const attack = (told: Assertion): string => {
      const made = wrap(told);
      expect(made).not.toBe(signed(assertionXml(told)));
      return made;
    };
    const back = await signIn({}, attack);
    expect(['answer-invalid', 'algorithm-weak']).toContain(back.refusal);
    expect(back.session).toBe('');
  });

  it('an address that looks like another’s is not taken for it', async () => {
    for (const email of [
      '\u212Aim@example.com',
      'dora@example.com\u200b',
      'dora@ex\u0430mple.com',
      'dora@example.com@evil.com',
    ]) {
      const back = await signIn({ nameId: `tricky-${email.length}`, attributes: { email: [email] } });
      expect(['email-missing', 'domain-not-allowed']).toContain(back.refusal);
    }
    const shouting = await signIn({ attributes: { email: ['DORA@EXAMPLE.COM'] } });
    expect(await sessionOf(shouting.session)).toMatchObject({ user: { email: 'dora@example.com' } });
  });

  /** After "On Breaking SAML" (2012), by where the forged and the signed assertion stand. */
  it.each<[string, (good: string, told: Assertion) => string]>([
    ['forged before signed', (good, told) => `${forged(told)}${good}`],
    ['forged after signed', (good, told) => `${good}${forged(told)}`],
    ['signed within the forged', (good, told) => forged(told).replace('</saml:Assertion>', `${good}</saml:Assertion>`)],
    [
      'the signature moved to the forged',
      (good, told) =>
        forged(told).replace('</saml:Issuer>', `</saml:Issuer>${signatureOf(good)}`) +
        good.replace(signatureOf(good), ''),
    ],
    [
      'signed within the signature of the forged',
      (good, told) => {
        const moved = `<ds:Object xmlns:ds="${DSIG}">${good.replace(signatureOf(good), '')}</ds:Object>`;
        const signature = signatureOf(good).replace('</Signature>', `${moved}</Signature>`);
        return forged(told).replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
      },
    ],
    ['signed within an extension', (good, told) => `<samlp:Extensions>${good}</samlp:Extensions>${forged(told)}`],
    [
      'the same ID twice',
      (good, told) =>
        assertionXml({ ...told, ...evil }).replace('</saml:Issuer>', `</saml:Issuer>${signatureOf(good)}`) +
        `<samlp:Extensions>${good.replace(signatureOf(good), '')}</samlp:Extensions>`,
    ],
    [
      'signed within an object beside the forged',
      (good, told) => `<x:Object xmlns:x="urn:x">${good}</x:Object>${forged(told)}`,
    ],
  ])('wrapping, %s, is refused', async (_, wrap) => {
    const back = await signIn({}, (told) => wrap(signed(assertionXml(told)), told));
    expect(back).toMatchObject({ refusal: 'answer-invalid', session: '' });
  });

  it.each([
    ['an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'],
    ['a bomb of entities', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'],
  ])('%s is refused, in answers and in metadata', async (_, doctype) => {
    const { request, cookie } = await begin();
    const told = assertionFor(request);
    const xml = doctype + responseXml(told, signed(assertionXml(told)));
    expect(await send(xml, { relayState: request.relayState, cookie })).toMatchObject({ refusal: 'answer-invalid' });
    const saml = { metadata_xml: directoryMetadata().replace('<!-- a comment -->', doctype) };
    expect(await owner.send('POST', '/admin/identity-providers', { kind: 'saml', name: 'x', saml })).toMatchObject({
      status: 400,
    });
  });

  it('an answer is taken once, by the browser that began, for the directory that was asked', async () => {
    const { request, cookie } = await begin();
    const told = assertionFor(request);
    const xml = responseXml(told, signed(assertionXml(told)));
    const { relayState } = request;
    expect(await send(xml, { relayState, cookie })).toMatchObject({ refusal: '' });
    expect(await send(xml, { relayState, cookie })).toMatchObject({ refusal: 'flow-over' });
    const another = await begin();
    expect(await send(xml, { relayState: another.request.relayState, cookie: 'tollgate_flow=stolen' })).toMatchObject({
      refusal: 'flow-over',
    });
    const second = await addProvider({ metadata_xml: directoryMetadata() });
    const mixed = await begin();
    const sent = { relayState: mixed.request.relayState, cookie: mixed.cookie, at: second };
    expect(await send(xml, sent)).toMatchObject({ refusal: 'flow-over' });
  });

  it('a sign-in that began at the directory is refused, but where it is allowed: then once, and to no other page', async () => {
    const unasked = (at: JsonRecord, id: string) => {
      const audience = String((at['saml'] as JsonRecord)['own_metadata_url']);
      const callbackUrl = String(at['callback_url']);
      const told = assertionFor({ id: '', issuer: audience, callbackUrl, relayState: '' }, { id, inResponseTo: null });
      return responseXml(told, signed(assertionXml(told)));
    };
    const sent = { relayState: 'https://evil.example/', cookie: '' };
    expect(await send(unasked(provider, '_u0'), sent)).toMatchObject({ refusal: 'flow-over' });
    const open = await addProvider({ metadata_xml: directoryMetadata(), allows_unsolicited: true });
    const xml = unasked(open, '_u1');
    expect(await send(xml, { ...sent, at: open })).toMatchObject({ location: '/', refusal: '' });
    expect(await send(xml, { ...sent, at: open })).toMatchObject({ refusal: 'answer-invalid', session: '' });
    // What it says holds for one connection only.
    const other = await addProvider({ metadata_xml: directoryMetadata(), allows_unsolicited: true });
    expect(await send(unasked(open, '_u2'), { ...sent, at: other })).toMatchObject({ refusal: 'answer-invalid' });
  });
});

const RSA_OAEP = 'http://www.w3.org/2009/xmlenc11#rsa-oaep';
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const SHA1 = { signatureAlgorithm: 'sha1', digestAlgorithm: 'sha1' } as const;
const SIGN_OUT = `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${SIGN_OUT_URL}"/>`;
/** In the folder of the data. */
const RECORDS = 'records.sqlite';
const ourKey = {
  signing_key: pem(OTHER_SIGNER.key, 'PRIVATE KEY'),
  signing_certificate: pem(OTHER_SIGNER.certificate, 'CERTIFICATE'),
};

const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const HMAC = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const keyInfo = `<KeyInfo><X509Data><X509Certificate>${OTHER_SIGNER.certificate}</X509Certificate></X509Data></KeyInfo>`;

describe('metadata at an address', () => {
  let server: Server;
  let metadata = directoryMetadata();
  beforeAll(async () => {
    server = createServer((_, response) => response.end(metadata));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is fetched again where a signature does not hold: certificates roll over', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata`;
    const rolling = await addProvider({ metadata_url: url });
    metadata = directoryMetadata([SIGNER, OTHER_SIGNER]);
    const { request, cookie } = await begin(rolling);
    const told = assertionFor(request);
    const xml = responseXml(told, signed(assertionXml(told), OTHER_SIGNER));
    const sent = { relayState: request.relayState, cookie, at: rolling };
    expect(await send(xml, sent)).toMatchObject({ refusal: '' });
    const shown = await owner.send('GET', `/admin/identity-providers/${String(rolling['id'])}`);
    expect((shown.body['saml'] as JsonRecord)['certificates']).toHaveLength(2);
  });

  it('of an address inside of the cloud is refused', async () => {
    const saml = { metadata_url: 'http://169.254.169.254/latest' };
    const refused = await owner.send('POST', '/admin/identity-providers', { kind: 'saml', name: 'x', saml });
    expect(refused.status).toBe(400);
  });
});
