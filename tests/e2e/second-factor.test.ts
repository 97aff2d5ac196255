/** A password and a second thing: codes of an authenticator app, recovery codes, and what an attacker tries with them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepOf, totpAt } from '../../src/control/sign-in/totp.ts';
import { openBrowser, PASSWORD, tokenOf, type Browser } from '../../testkit/browser.ts';
import { runTollgate } from '../../testkit/command.ts';
import { stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

let tollgate: Tollgate;
let owner: Browser;

beforeAll(async () => {
  tollgate = await startTollgate();
  owner = browser();
  const token = tokenOf(/First owner: (\S+)/.exec(tollgate.stdout())?.[1]);
  await owner.send('POST', '/session/first-owner', { token, email: 'ada@example.com', password: PASSWORD });
});
afterAll(() => tollgate.stop());

const browser = (): Browser => openBrowser(tollgate.url);
const MEMBER_PASSWORD = 'another horse, another day';

/** A new member who is signed in. */
async function join(email: string): Promise<{ person: Browser; id: string }> {
  const invited = await owner.send('POST', '/admin/users/invites', { email, role: 'member', workspaces: [] });
  const person = browser();
  const token = tokenOf(invited.body['invite_link']);
  const { body } = await person.send('POST', '/session/accept-invite', { token, password: MEMBER_PASSWORD });
  const { id } = (body['user'] ?? {}) as { id?: string };
  return { person, id: id ?? '' };
}

const STEP_MS = 30_000;

/** More than a test takes from its first code to its last. */
const ROOM_MS = 6_000;

/**
 * The app on the phone: each code is of a step of its own, as no code works twice. The first is of the step before this one,
 * which is too old once this one is over.
 */
async function appOf(secret: string) {
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < ROOM_MS) await new Promise((resolve) => setTimeout(resolve, left));
  let next = Math.floor(Date.now() / STEP_MS) - 1;
  return {
    code: () => totpAt(secret, next++),
    wrong: () => (stepOf(secret, '000000', Date.now()) === null ? '000000' : '111111'),
  };
}

async function setUp(person: Browser) {
  const begun = await person.send('POST', '/account/second-factors/begin', {});
  const app = await appOf(stringAt(begun.body, 'secret'));
  const added = await person.send('POST', '/account/second-factors', {
    current_password: MEMBER_PASSWORD,
    enrolment: begun.body['enrolment'],
    code: app.code(),
    name: 'Phone',
  });
  expect(added.status).toBe(200);
  return { app, recovery: added.body['recovery_codes'] as string[], id: stringAt(added.body, 'id') };
}

const signIn = (email: string, more: JsonRecord = {}, password = MEMBER_PASSWORD) =>
  browser().send('POST', '/session', { email, password, ...more });

describe('an account with an authenticator app', () => {
  it('asks for a code after the right password only, and takes each code once', async () => {
    const { person } = await join('bo@example.com');
    const { app } = await setUp(person);
    const asked = await signIn('bo@example.com');
    expect(asked).toMatchObject({ status: 200, body: { signed_in: false, second_factor: { kind: 'code' } } });
    expect(asked.setCookie).toBe('');
    expect((await signIn('bo@example.com', {}, 'a wrong password 1')).status).toBe(401);

    const code = app.code();
    const entered = await signIn('bo@example.com', { code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect(entered).toMatchObject({ status: 200, body: { type: 'person' } });
    expect(entered.body).not.toHaveProperty('recovery_codes');
    expect(await signIn('bo@example.com', { code })).toMatchObject({ status: 401 });
    expect(await signIn('bo@example.com', { code }, 'a wrong password 1')).toMatchObject({ status: 401 });
  });

  it('takes a recovery code once, however it is typed, and new ones end the old ones', async () => {
    const { person } = await join('cy@example.com');
    const { recovery } = await setUp(person);
    expect(recovery).toHaveLength(10);
    const [first = '', second = ''] = recovery;
    expect((await signIn('cy@example.com', { code: first.toUpperCase().replaceAll('-', ' ') })).status).toBe(200);
    expect((await signIn('cy@example.com', { code: first })).status).toBe(401);
    expect((await person.send('GET', '/account/second-factors')).body).toMatchObject({
      total: 1,
      recovery_codes_left: 9,
    });
    const renewed = await person.send('POST', '/account/recovery-codes', { current_password: MEMBER_PASSWORD });
    expect(renewed.status).toBe(200);
    expect((await signIn('cy@example.com', { code: second })).status).toBe(401);
  });

  it('is not opened by a link to reset the password alone', async () => {
    const { person, id } = await join('di@example.com');
    const { app } = await setUp(person);
    const { body } = await owner.send('POST', `/admin/users/${id}/reset-password`, {});
    const thief = browser();
    const token = tokenOf(body['reset_link']);
    const reset = await thief.send('POST', '/session/reset-password', {
      token,
      password: 'a third horse, a third day',
    });
    expect(reset).toMatchObject({ status: 200, body: { signed_in: false } });
    expect((await thief.send('GET', '/account')).status).toBe(401);
    expect((await signIn('di@example.com', { code: app.code() }, 'a third horse, a third day')).status).toBe(200);
  });

  it('is audited with how it was opened, and with codes that were wrong, but not with codes', async () => {
    const { person, id } = await join('ed@example.com');
    const { app } = await setUp(person);
    const wrong = app.wrong();
    const code = app.code();
    await signIn('ed@example.com', { code: wrong });
    await signIn('ed@example.com', { code });
    const trail = await owner.send('GET', '/audit-logs?start_time=2026-01-01&end_time=2100-01-01&page_size=100');
    const rows = (trail.body['records'] as JsonRecord[]).filter((row) => row['user_id'] === id);
    const whats = rows.map((row) => `${stringAt(row, 'resource_type')}.${stringAt(row, 'action')}`);
    expect(whats).toContain('user.add-second-factor');
    expect(JSON.stringify(rows)).toContain('password+totp');
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(rows.filter((row) => row['response_status_code'] === 401)).toHaveLength(1);
  });

  it('is kept from those who guess codes with the right password', async () => {
    const { person } = await join('fy@example.com');
    const { app } = await setUp(person);
    const tries = await Promise.all(Array.from({ length: 8 }, () => signIn('fy@example.com', { code: app.wrong() })));
    expect(tries.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      401, 401, 401, 401, 401, 429, 429, 429,
    ]);
    expect((await signIn('fy@example.com', { code: app.code() })).status).toBe(429);
  });
});

describe('setting it up', () => {
  it('takes the password, a right code and the person’s own enrolment', async () => {
    const [{ person }, { person: other }] = await Promise.all([join('gi@example.com'), join('hu@example.com')]);
    const begun = await person.send('POST', '/account/second-factors/begin', {});
    expect(begun.body['uri']).toMatch(
      /^otpauth:\/\/totp\/Tollgate:gi%40example\.com\?secret=[A-Z2-7]{32}&issuer=Tollgate$/,
    );
    const app = await appOf(stringAt(begun.body, 'secret'));
    const given = { current_password: MEMBER_PASSWORD, enrolment: begun.body['enrolment'] };
    const add = (by: Browser, more: JsonRecord) => by.send('POST', '/account/second-factors', { ...given, ...more });
    expect((await add(person, { code: app.code(), current_password: 'a wrong password 1' })).status).toBe(400);
    expect((await add(person, { code: app.wrong() })).status).toBe(401);
    expect((await add(other, { code: app.code() })).status).toBe(401);
    expect((await person.send('GET', '/account/second-factors')).body).toMatchObject({ total: 0 });
    expect((await add(person, { code: app.code() })).status).toBe(200);
  });

  it('ends the other sessions of the person', async () => {
    const { person } = await join('io@example.com');
    const thief = browser();
    await thief.send('POST', '/session', { email: 'io@example.com', password: MEMBER_PASSWORD });
    await setUp(person);
    expect((await thief.send('GET', '/account')).status).toBe(401);
    expect((await person.send('GET', '/account')).status).toBe(200);
  });

  it('can be undone with the password, but not somebody else’s', async () => {
    const [{ person }, { person: other }] = await Promise.all([join('jo@example.com'), join('ky@example.com')]);
    const { id } = await setUp(person);
    const path = `/account/second-factors/${id}/remove`;
    expect((await other.send('POST', path, { current_password: MEMBER_PASSWORD })).status).toBe(404);
    expect((await person.send('POST', path, { current_password: 'a wrong password 1' })).status).toBe(400);
    expect((await person.send('POST', path, { current_password: MEMBER_PASSWORD })).status).toBe(200);
    expect((await signIn('jo@example.com')).body).toMatchObject({ type: 'person' });
  });

  it('can be reset by an administrator, whose word ends the sessions, and by nobody below', async () => {
    const [{ person, id }, { person: other }] = await Promise.all([join('lu@example.com'), join('mo@example.com')]);
    await setUp(person);
    expect((await other.send('POST', `/admin/users/${id}/reset-second-factors`, {})).status).toBe(403);
    expect((await owner.send('POST', `/admin/users/${id}/reset-second-factors`, {})).status).toBe(200);
    expect((await person.send('GET', '/account')).status).toBe(401);
    expect((await signIn('lu@example.com')).body).toMatchObject({ type: 'person' });
  });
});

it('is taken away on the machine, for an owner who lost the app', async () => {
  const { person } = await join('pa@example.com');
  await setUp(person);
  const args = ['reset-password', '--email', 'pa@example.com', '--second-factor', '--data-dir', tollgate.dataDir];
  const told = await runTollgate(args);
  expect(told.stdout).toContain('The second factor is gone');
  expect((await signIn('pa@example.com')).body).toMatchObject({ type: 'person' });
});

describe('an organisation that wants a second factor', () => {
  it('has everybody set one up at the next sign-in, new people and owners too', async () => {
    const { person } = await join('ny@example.com');
    await owner.send('PUT', '/admin/identity-settings', { require_second_factor: true });
    const asked = await signIn('ny@example.com');
    expect(asked.body).toMatchObject({ signed_in: false, second_factor: { kind: 'enrol' } });
    const { secret, enrolment } = asked.body['second_factor'] as { secret: string; enrolment: string };
    const app = await appOf(secret);
    expect((await signIn('ny@example.com', { code: app.code() })).body).toMatchObject({ signed_in: false });
    expect((await signIn('ny@example.com', { code: app.wrong(), enrolment })).status).toBe(401);
    const entered = await signIn('ny@example.com', { code: app.code(), enrolment });
    expect(entered.body).toMatchObject({ type: 'person' });
    expect(entered.body['recovery_codes']).toHaveLength(10);
    expect((await signIn('ny@example.com')).body).toMatchObject({ second_factor: { kind: 'code' } });

    const factors = (await person.send('GET', '/account/second-factors')).body;
    expect(factors).toMatchObject({ total: 1, required: true });
    const [{ id } = { id: '' }] = factors['data'] as { id: string }[];
    const remove = { current_password: MEMBER_PASSWORD };
    expect((await person.send('POST', `/account/second-factors/${id}/remove`, remove)).status).toBe(400);

    const { id: joined } = await join('oz@example.com');
    expect(joined).toBe('');
    expect((await signIn('oz@example.com')).body).toMatchObject({ second_factor: { kind: 'enrol' } });
    expect((await signIn('ada@example.com', {}, PASSWORD)).body).toMatchObject({ second_factor: { kind: 'enrol' } });
    await owner.send('PUT', '/admin/identity-settings', { require_second_factor: false });
  });
});
