import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hang, resetUnread, status } from '../../testkit/upstream/answer.ts';
import { expectError, openWorld, QUESTION } from '../e2e/world.ts';
import type { Answered, World } from '../e2e/world.ts';

let world: World;
const STREAMED = { ...QUESTION, stream: true };

/** Of the test that runs. */
let provider = '';
let made = 0;
const ask = (body: unknown = QUESTION): Promise<Answered> => world.ask({ provider, body });

function rewrapped(pem: string, width: number): string {
  const [head = '', ...lines] = pem.trim().split('\n');
  const foot = lines.pop() ?? '';
  return [head, ...(lines.join('').match(new RegExp(`.{1,${width}}`, 'g')) ?? []), foot, ''].join('\n');
}

beforeAll(async () => {
  world = await openWorld();
});
/** Tokens are kept by the key’s text: one whose lines are of another width has no token yet. */
beforeEach(async () => {
  made += 1;
  const account = {
    ...world.fake.serviceAccount,
    private_key: rewrapped(world.fake.serviceAccount.private_key, 64 - 4 * made),
  };
  await world.admin('POST', '/v1/integrations', {
    name: 'cold',
    slug: `cold-${made}`,
    ai_provider_id: 'vertex-ai',
    configurations: { vertex_region: 'us-east5', vertex_service_account_json: account, custom_host: world.fake.url },
  });
  provider = `@cold-${made}`;
  Object.assign(world.fake.tokens, { delay: 0, lifetime: 3599, failures: [] });
  world.reset();
});
afterAll(() => world.close());

describe('a token endpoint', () => {
  it('that is slow is asked once by a hundred requests at once', async () => {
    world.fake.tokens.delay = 400;
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => ask(index % 2 === 0 ? QUESTION : STREAMED)),
    );
    expect(answers.filter(({ status: code }) => code !== 200)).toEqual([]);
    expect(world.tokenCalls()).toBe(1);
    expect(world.calls()).toHaveLength(100);
    expect(new Set(world.calls().map((call) => call.headers.authorization)).size).toBe(1);
  });

  it('whose bearers are all revoked is asked once more by fifty requests at once', async () => {
    await ask();
    world.fake.tokens.revokeAll();
    world.fake.tokens.delay = 200;
    world.reset();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(answers.filter(({ status: code }) => code !== 200)).toEqual([]);
    expect(world.tokenCalls()).toBe(1);
    // Those that came while the new one was fetched waited for it, and were never refused.
    const refused = world.calls().filter((call) => call.status === 401).length;
    expect(refused).toBeGreaterThanOrEqual(1);
    expect(world.calls()).toHaveLength(refused + 50);
  });

  it('that is down is reported to all who wait, after one call, as worth another try', async () => {
    world.fake.tokens.delay = 200;
    world.fake.tokens.failures.push(status(503, 'down'));
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    for (const answered of answers) {
      expectError(answered, 503, 'api_error');
      expect(answered.headers['x-should-retry']).toBe('true');
    }
    expect(world.tokenCalls()).toBe(1);
    expect(world.calls()).toEqual([]);
    expect((await ask()).status).toBe(200);
  });

  it('that resets the connection is reported by its host, and nothing is sent without a bearer', async () => {
    // A kept connection that is reset is followed by a new one, which is reset as well.
    world.fake.tokens.failures.push(resetUnread(), resetUnread());
    const answered = await ask(STREAMED);
    expectError(answered, 503, 'api_error');
    expect(await world.row(answered.id)).toMatchObject({
      error_code: 'credentials_unreachable',
      attempts: [{ status: 0, reason: 'credentials_unreachable' }],
    });
    expect(world.calls()).toEqual([]);
  });

  it('that resets a kept connection is asked again over a new one', async () => {
    await ask();
    world.fake.tokens.revokeAll();
    world.fake.tokens.failures.push(resetUnread());
    expect(await ask(STREAMED)).toMatchObject({ status: 200 });
  });

  it('that takes the question and says nothing is given up within a bound', async () => {
    world.fake.tokens.failures.push(hang());
    const since = Date.now();
    const answered = await ask();
    expectError(answered, 503, 'api_error');
    expect(Date.now() - since).toBeLessThan(15_000);
    expect((await ask()).status).toBe(200);
  });

  it('that fails an early renewal is noticed by nobody', async () => {
    // Less than the five minutes before its end at which a token is renewed.
    world.fake.tokens.lifetime = 200;
    await ask();
    world.fake.tokens.failures.push(status(500, 'no'), status(500, 'no'));
    const answers = await Promise.all([ask(), ask(STREAMED)]);
    expect(answers.map(({ status: code }) => code)).toEqual([200, 200]);
    // Each attempt at a renewal is one flight, however many requests come meanwhile.
    expect(world.tokenCalls()).toBeGreaterThanOrEqual(2);
    expect((await ask()).status).toBe(200);
  });

  it('whose tokens are too short to be kept is asked for each request', async () => {
    world.fake.tokens.lifetime = 5;
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect(world.tokenCalls()).toBe(2);
  });
});
