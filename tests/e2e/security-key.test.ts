/** A password and a security key (WebAuthn): setting keys up, signing in with them, and what an attacker tries. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstOwner, invited, openBrowser, PASSWORD, type Browser, type BrowserAnswer } from '../../testkit/browser.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import {
  type Deviation,
  softwareAuthenticator,
  type SoftwareAuthenticator,
} from '../../testkit/software-authenticator.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

vi.setConfig({ hookTimeout: 60_000 });

let tollgate: Tollgate;
let owner: Browser;
/** Browsers tie keys to names, and so the tests reach the process by its name. */
let url: string;

beforeAll(async () => {
  tollgate = await startTollgate();
  url = tollgate.url.replace('127.0.0.1', 'localhost');
  owner = await firstOwner({ url, stdout: () => tollgate.stdout() });
});
afterAll(() => tollgate?.stop());

const FACTORS = '/account/second-factors';
const join = (email: string): Promise<Browser> => invited(owner, url, { email });

async function begin(person: Browser): Promise<JsonRecord> {
  const begun = await person.send('POST', `${FACTORS}/security-key/begin`, {});
  expect(begun.status).toBe(200);
  return begun.body;
}

const add = (person: Browser, more: JsonRecord): Promise<BrowserAnswer> =>
  person.send('POST', `${FACTORS}/security-key`, { current_password: PASSWORD, ...more });

async function setUp(person: Browser, { name = 'Blue key', counts = true } = {}) {
  const key = softwareAuthenticator(url, counts);
  const { options, challenge } = await begin(person);
  const added = await add(person, { challenge, credential: key.create(options), name });
  expect(added.status).toBe(200);
  return { key, id: stringAt(added.body, 'id'), recovery: added.body['recovery_codes'] as string[] };
}

const signIn = (email: string, more: JsonRecord = {}, browser = openBrowser(url)): Promise<BrowserAnswer> =>
  browser.send('POST', '/session', { email, password: PASSWORD, ...more });

/** What the page is told to ask of the key. */
async function asked(email: string, browser?: Browser): Promise<JsonRecord> {
  const { body } = await signIn(email, {}, browser);
  const step = body['second_factor'];
  const key = isRecord(step) ? step['security_key'] : null;
  if (!isRecord(key)) throw new Error(`No key is asked for: ${JSON.stringify(body)}`);
  return key;
}

async function signInBy(email: string, key: SoftwareAuthenticator, deviation?: Deviation): Promise<BrowserAnswer> {
  const { options, challenge } = await asked(email);
  return signIn(email, { security_key: { challenge, credential: key.get(options, deviation) } });
}

/** Rows about a person, newest first. */
async function trail(id: string): Promise<JsonRecord[]> {
  const { body } = await owner.send('GET', '/audit-logs?start_time=2026-01-01&end_time=2100-01-01&page_size=100');
  return recordsIn(body['records']).filter((row) => row['user_id'] === id);
}

const idOf = async (person: Browser): Promise<string> => stringAt((await person.send('GET', '/account')).body, 'id');

describe('an account with a security key', () => {
  it('is opened by the password and the key, and by no password alone', async () => {
    const person = await join('bo@example.com');
    const { key, recovery } = await setUp(person);
    expect(recovery).toHaveLength(10);
    expect(await signIn('bo@example.com')).toMatchObject({ body: { signed_in: false }, setCookie: '' });
    expect(await signInBy('bo@example.com', key)).toMatchObject({ status: 200, body: { type: 'person' } });
    expect(await signInBy('bo@example.com', key)).toMatchObject({ status: 200 });
    const rows = await trail(await idOf(person));
    expect(JSON.stringify(rows)).toContain('password+webauthn');
    expect(rows.map((row) => stringAt(row, 'action'))).toContain('add-second-factor');
  });

  it('takes a recovery code in its place, once', async () => {
    const { recovery } = await setUp(await join('cy@example.com'));
    expect((await signIn('cy@example.com', { code: recovery[0] })).status).toBe(200);
    expect((await signIn('cy@example.com', { code: recovery[0] })).status).toBe(401);
  });

  it('may have several, each by its name, and one that is removed opens it no more', async () => {
    const person = await join('di@example.com');
    const blue = await setUp(person);
    const red = await setUp(person, { name: 'Red key', counts: false });
    expect(red.recovery).toEqual([]);
    const { body } = await person.send('GET', FACTORS);
    expect(recordsIn(body['data']).map(({ kind, name }) => `${String(kind)} ${String(name)}`)).toEqual([
      'webauthn Blue key',
      'webauthn Red key',
    ]);
    expect((await signInBy('di@example.com', blue.key)).status).toBe(200);
    // A passkey never counts.
    expect((await signInBy('di@example.com', red.key)).status).toBe(200);
    expect((await signInBy('di@example.com', red.key)).status).toBe(200);
    const former = await asked('di@example.com');
    const remove = { current_password: PASSWORD };
    expect((await person.send('POST', `${FACTORS}/${blue.id}/remove`, remove)).status).toBe(200);
    const late = { challenge: former['challenge'], credential: blue.key.get(former['options']) };
    expect((await signIn('di@example.com', { security_key: late })).status).toBe(401);
    expect((await signInBy('di@example.com', red.key)).status).toBe(200);
  });

  it('is reset by an administrator', async () => {
    const person = await join('ed@example.com');
    await setUp(person);
    const id = await idOf(person);
    expect((await owner.send('POST', `/admin/users/${id}/reset-second-factors`, {})).status).toBe(200);
    expect((await signIn('ed@example.com')).body).toMatchObject({ type: 'person' });
  });

  it('is known at the host that it was set up at, and not asked for at another', async () => {
    const { recovery } = await setUp(await join('fy@example.com'));
    const elsewhere = (more: JsonRecord) => signIn('fy@example.com', more, openBrowser(tollgate.url));
    expect((await elsewhere({})).body).toMatchObject({ second_factor: { kind: 'code', security_key: null } });
    expect((await elsewhere({ code: recovery[0] })).status).toBe(200);
  });
});

describe('an answer to the challenge is refused', () => {
  it('of another page or host, and one that was made for setting up', async () => {
    const person = await join('gi@example.com');
    const { key } = await setUp(person);
    const deviations: Deviation[] = [
      { origin: 'https://gateway.example.phish.test' },
      { origin: 'http://localhost:1' },
      { rpId: 'phish.test' },
      { type: 'webauthn.create' },
    ];
    for (const deviation of deviations) {
      expect(await signInBy('gi@example.com', key, deviation), JSON.stringify(deviation)).toMatchObject({
        status: 401,
      });
    }
    expect((await signInBy('gi@example.com', key)).status).toBe(200);
    expect((await trail(await idOf(person))).filter((row) => row['response_status_code'] === 401)).toHaveLength(4);
  });

  it('that was given before, right or wrong', async () => {
    const { key } = await setUp(await join('lo@example.com'));
    const { options, challenge } = await asked('lo@example.com');
    const wrong = { challenge, credential: key.get(options, { rpId: 'phish.test' }) };
    expect((await signIn('lo@example.com', { security_key: wrong })).status).toBe(401);
    expect((await signIn('lo@example.com', { security_key: { challenge, credential: key.get(options) } })).status).toBe(
      401,
    );
    const again = await asked('lo@example.com');
    const right = { challenge: again['challenge'], credential: key.get(again['options']) };
    expect((await signIn('lo@example.com', { security_key: right })).status).toBe(200);
    expect((await signIn('lo@example.com', { security_key: right })).status).toBe(401);
  });

  it('of somebody else, and one for setting a key up', async () => {
    const [person, other] = await Promise.all([join('hu@example.com'), join('io@example.com')]);
    const [mine, theirs] = [await setUp(person), await setUp(other)];
    const { options, challenge } = await asked('io@example.com');
    const credential = theirs.key.get(options);
    expect((await signIn('hu@example.com', { security_key: { challenge, credential } })).status).toBe(401);
    const own = await asked('hu@example.com');
    expect((await signIn('hu@example.com', { security_key: { challenge: own['challenge'], credential } })).status).toBe(
      401,
    );
    const enrolling = await begin(person);
    const { options: asking } = await asked('hu@example.com');
    const mixed = { challenge: enrolling['challenge'], credential: mine.key.get(asking) };
    expect((await signIn('hu@example.com', { security_key: mixed })).status).toBe(401);
  });

  it('without the right password, and without a word about the key', async () => {
    const { key } = await setUp(await join('jo@example.com'));
    const { options, challenge } = await asked('jo@example.com');
    const answer = { security_key: { challenge, credential: key.get(options) } };
    const told = await openBrowser(url).send('POST', '/session', { email: 'jo@example.com', password: 'a', ...answer });
    expect(told).toMatchObject({ status: 401, body: { data: { errorCode: 'AB05' } } });
    expect(JSON.stringify(told.body)).not.toContain('key was');
  });

  it('of a copy of the key, with the reason in the trail', async () => {
    const person = await join('ky@example.com');
    const { key } = await setUp(person);
    const copy = key.copy();
    expect((await signInBy('ky@example.com', key)).status).toBe(200);
    const told = await signInBy('ky@example.com', copy);
    expect(told.status).toBe(401);
    expect(JSON.stringify(told.body)).toContain('as a copy of it would');
    expect(JSON.stringify(await trail(await idOf(person)))).toContain('security key counted back');
    expect((await signInBy('ky@example.com', key)).status).toBe(200);
  });
});

describe('setting a key up', () => {
  it('takes the password, one’s own challenge once, and this page', async () => {
    const [person, other] = await Promise.all([join('lu@example.com'), join('mo@example.com')]);
    const key = softwareAuthenticator(url);
    const { options, challenge } = await begin(person);
    const credential = key.create(options);
    expect((await add(person, { challenge, credential, current_password: 'a wrong password 1' })).status).toBe(400);
    expect((await add(other, { challenge, credential })).status).toBe(401);
    const elsewhere = await begin(person);
    const phished = key.create(elsewhere['options'], { origin: 'https://phish.test' });
    expect((await add(person, { challenge: elsewhere['challenge'], credential: phished })).status).toBe(401);
    expect((await person.send('GET', FACTORS)).body).toMatchObject({ total: 0 });
    expect((await add(person, { challenge, credential })).status).toBe(200);
    expect((await add(person, { challenge, credential })).status).toBe(401);
  });

  it('ends the other sessions of the person', async () => {
    const person = await join('ny@example.com');
    const thief = openBrowser(url);
    await signIn('ny@example.com', {}, thief);
    await setUp(person);
    expect((await thief.send('GET', '/account')).status).toBe(401);
    expect((await person.send('GET', '/account')).status).toBe(200);
  });

  it('is told to open the page by a name where it has an IP address', async () => {
    const person = openBrowser(tollgate.url);
    await join('oz@example.com');
    await signIn('oz@example.com', {}, person);
    const told = await person.send('POST', `${FACTORS}/security-key/begin`, {});
    expect(told).toMatchObject({ status: 400 });
    expect(JSON.stringify(told.body)).toContain('host name');
  });
});

describe('a first key, where the organisation wants a second factor', () => {
  const wants = (holds: boolean) => owner.send('PUT', '/admin/identity-settings', { require_second_factor: holds });
  afterAll(() => wants(false));

  it('is set up while signing in, with recovery codes, and asked for from then on', async () => {
    const [person, key] = [await join('qi@example.com'), softwareAuthenticator(url)];
    const id = await idOf(person);
    await wants(true);
    const told = await signIn('qi@example.com');
    expect(told.body).toMatchObject({ signed_in: false, second_factor: { kind: 'enrol' } });
    expect(told.setCookie).toBe('');
    const { options, challenge } = await asked('qi@example.com');
    const entered = await signIn('qi@example.com', {
      new_security_key: { challenge, credential: key.create(options) },
    });
    expect(entered).toMatchObject({ status: 200, body: { type: 'person' } });
    expect(entered.body['recovery_codes']).toHaveLength(10);
    expect((await signIn('qi@example.com')).body).toMatchObject({ second_factor: { kind: 'code' } });
    expect((await signInBy('qi@example.com', key)).status).toBe(200);
    const rows = JSON.stringify(await trail(id));
    expect(rows).toContain('add-second-factor');
    expect(rows).toContain('password+webauthn');
  });

  it('is not taken from another page, for another person, twice, or without the password', async () => {
    await wants(false);
    await Promise.all(['ro@example.com', 'su@example.com'].map(join));
    await wants(true);
    const key = softwareAuthenticator(url);
    const enter = async (email: string, deviation: Deviation = {}, from = email) => {
      const { options, challenge } = await asked(from);
      return signIn(email, { new_security_key: { challenge, credential: key.create(options, deviation) } });
    };
    expect((await enter('ro@example.com', { origin: 'https://phish.test' })).status).toBe(401);
    expect((await enter('ro@example.com', {}, 'su@example.com')).status).toBe(401);
    const { options, challenge } = await asked('ro@example.com');
    const given = { new_security_key: { challenge, credential: key.create(options) } };
    expect((await signIn('ro@example.com', { ...given, password: 'a wrong password 1' })).status).toBe(401);
    expect((await signIn('ro@example.com', given)).status).toBe(200);
    expect((await signIn('ro@example.com', given)).status).toBe(401);
  });

  it('is no way around a factor that the person has', async () => {
    await wants(false);
    const person = await join('ty@example.com');
    const { key } = await setUp(person);
    const thief = softwareAuthenticator(url);
    const { options, challenge } = await begin(person);
    await wants(true);
    const told = await signIn('ty@example.com', {
      new_security_key: { challenge, credential: thief.create(options) },
    });
    expect(told.body).toMatchObject({ signed_in: false, second_factor: { kind: 'code' } });
    expect((await person.send('GET', FACTORS)).body).toMatchObject({ total: 1 });
    expect((await signInBy('ty@example.com', key)).status).toBe(200);
  });

  it('is not offered at an IP address, where an app is', async () => {
    await wants(false);
    await join('uz@example.com');
    await wants(true);
    const told = await signIn('uz@example.com', {}, openBrowser(tollgate.url));
    expect(told.body).toMatchObject({ second_factor: { kind: 'enrol', security_key: null } });
  });
});

it('an organisation that wants keys to know their person takes no key without a PIN or a fingerprint', async () => {
  const person = await join('pa@example.com');
  const { key } = await setUp(person);
  const settings = await owner.send('PUT', '/admin/identity-settings', { require_user_verification: true });
  expect(settings.body).toMatchObject({ require_user_verification: true });
  const { options } = await asked('pa@example.com');
  expect(options).toMatchObject({ userVerification: 'required' });
  expect((await signInBy('pa@example.com', key)).status).toBe(401);
  expect((await signInBy('pa@example.com', key, { isVerified: true })).status).toBe(200);
  const begun = await begin(person);
  const weak = softwareAuthenticator(url).create(begun['options']);
  expect((await add(person, { challenge: begun['challenge'], credential: weak })).status).toBe(401);
  await owner.send('PUT', '/admin/identity-settings', { require_user_verification: false });
  expect((await signInBy('pa@example.com', key)).status).toBe(200);
});
