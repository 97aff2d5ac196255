import { describe, expect, it } from 'vitest';
import { FakeClient } from '../../../testkit/fake-client.ts';
import { answers, eventsBy, fails, gatewayInMemory, messageBy, to } from '../../../testkit/gateway-in-memory.ts';
import { nextTurn } from '../../server/timers.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { CallerCredential } from '../credentials/credentials.ts';

const config = { provider: '@a' };

describe('what a provider may send in the caller’s name', () => {
  it.each<[string, Record<string, string>, CallerCredential]>([
    ['nothing, where Authorization is the gateway key', { authorization: 'Bearer key-one' }, null],
    [
      'what Authorization holds beside the gateway key’s own header',
      { 'x-portkey-api-key': 'key-one', authorization: 'Bearer ya29.own' },
      'Bearer ya29.own',
    ],
    [
      'nothing, where Authorization repeats the gateway key',
      { 'x-portkey-api-key': 'key-one', authorization: 'Bearer key-one' },
      null,
    ],
    [
      'nothing, where Authorization is a gateway key of somebody else',
      { 'x-portkey-api-key': 'key-one', authorization: 'Bearer key-two' },
      null,
    ],
  ])('is %s', async (_, headers, own) => {
    const gateway = gatewayInMemory();
    const asked: CallerCredential[] = [];
    gateway.deps.credentials.headerFor = (_auth, caller) => {
      asked.push(caller);
      return ['authorization', 'credential'];
    };
    expect((await gateway.ask({ config, headers })).status).toBe(200);
    expect(asked).toEqual([own]);
  });
});

describe('a credential that the upstream refuses', () => {
  it('is given up before the next attempt asks for one', async () => {
    const gateway = gatewayInMemory();
    const steps: string[] = [];
    const tokens = ['stale', 'fresh', 'never'];
    gateway.deps.credentials.headerFor = () => {
      const token = tokens.shift() ?? '';
      steps.push(`ask: ${token}`);
      return ['authorization', token];
    };
    gateway.deps.credentials.drop = (auth, [name, token]) => void steps.push(`drop: ${auth.type} ${name} ${token}`);
    gateway.script('a', fails(401));
    const asked = await gateway.ask({ config });
    expect(asked.status).toBe(200);
    expect(steps).toEqual(['ask: stale', 'drop: header authorization stale', 'ask: fresh']);
    expect(asked.row.attempts.map(({ reason }) => reason)).toEqual(['token_refused', 'answered']);
  });
});

describe('a credential that has to be fetched', () => {
  const DOWN = new GatewayError(
    'credentials_unreachable',
    'The token endpoint oauth2 cannot be reached (ECONNREFUSED).',
  );
  const GONE = new GatewayError('credentials_rejected', 'Google refused the service account (400, invalid_grant).');
  const never = new Promise<never>(() => undefined);

  /** The credential of `@a` takes its turns at these; that of every other provider is at hand. */
  function credentials(...turns: (() => Promise<readonly [string, string]>)[]) {
    const gateway = gatewayInMemory();
    gateway.deps.credentials.headerFor = (auth) =>
      (auth.type === 'header' && auth.value === 'a' ? turns.shift()?.() : undefined) ?? ['authorization', 'at hand'];
    return gateway;
  }

  it('is tried again as the retries of the config say', async () => {
    const gateway = credentials(
      () => Promise.reject(DOWN),
      () => Promise.reject(DOWN),
    );
    const asked = await gateway.ask({ config: { ...config, retry: { attempts: 2 } } });
    expect(asked.status).toBe(200);
    expect(gateway.waits).toEqual([1000, 2000]);
    expect(asked.row.attempts.map(({ status, reason }) => [status, reason])).toEqual([
      [0, 'credentials_unreachable'],
      [0, 'credentials_unreachable'],
      [200, 'answered'],
    ]);
  });

  it('is not tried again where it is refused, and the caller reads why', async () => {
    const gateway = credentials(() => Promise.reject(GONE));
    const asked = await gateway.ask({ config: { ...config, retry: { attempts: 5, on_status_codes: [502] } } });
    expect(gateway.waits).toEqual([]);
    expect(asked.error).toMatchObject({ code: 'credentials_rejected', message: GONE.message, retryable: false });
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('0');
  });

  it('opens the circuit when it does not come', async () => {
    const gateway = credentials(
      () => Promise.reject(DOWN),
      () => Promise.reject(GONE),
    );
    const guarded = {
      strategy: { mode: 'fallback' },
      cb_config: { failure_threshold: 2, cooldown_interval: 30_000 },
      targets: to('a', 'c'),
    };
    await gateway.ask({ config: guarded });
    await gateway.ask({ config: guarded });
    const third = await gateway.ask({ config: guarded });
    expect(third.row.notes).toContain('config.targets[0]: left out, its circuit is open');
  });

  it.each(['request_timeout', 'total_timeout'])('has the %s of the attempt to come in', async (bound) => {
    const gateway = credentials(() => never);
    const targets = [{ provider: '@a', [bound]: 800 }, { provider: '@c' }];
    const asking = gateway.ask({ config: { strategy: { mode: 'fallback', on_status_codes: [408] }, targets } });
    await nextTurn();
    gateway.pass(801);
    const asked = await asking;
    expect(asked.calls).toEqual(['c']);
    expect(asked.row.attempts[0]).toMatchObject({ status: 0, reason: 'credentials_timeout', duration_ms: 801 });
  });

  it('leaves what remains of the bound to the answer', async () => {
    const gateway = credentials(async () => {
      await nextTurn();
      gateway.clock.advance(700);
      return ['authorization', 'late'];
    });
    gateway.script('a', () => undefined);
    const asking = gateway.ask({ config: { ...config, request_timeout: 800 } });
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    gateway.pass(101);
    const asked = await asking;
    expect(asked.error?.message).toContain('did not answer within its request_timeout of 800 ms');
    expect(asked.row.attempts).toMatchObject([{ reason: 'timeout', duration_ms: 801 }]);
  });

  it('says that it was the credential that did not come', async () => {
    const gateway = credentials(() => never);
    const asking = gateway.ask({ config: { ...config, request_timeout: 800 } });
    await nextTurn();
    gateway.pass(900);
    const { error } = await asking;
    expect(error).toMatchObject({ code: 'upstream_timeout', status: 408, retryable: true });
    expect(error?.message).toContain('The credential for the provider "@a" did not come within its request_timeout');
  });

  it('is not waited for when the caller hangs up or the gateway goes down', async () => {
    const gateway = credentials(() => never);
    const client = new FakeClient();
    const asking = gateway.ask({ config, client });
    await nextTurn();
    client.destroy();
    expect((await asking).row).toMatchObject({ outcome: 'client_closed', attempts: [{ reason: 'client_closed' }] });

    const other = credentials(() => never);
    const waiting = other.ask({ config });
    await nextTurn();
    other.deps.heartbeat.halt();
    expect((await waiting).error).toMatchObject({ code: 'shutting_down' });
  });
});

it('an attempt is known by the upstream’s own name for it, whatever came of it', async () => {
  const gateway = gatewayInMemory();
  const named = (id: string) => ({ 'request-id': id });
  gateway.script('a', fails(503, named('up-1')), answers(200, messageBy('a'), named('up-2')));
  const { row, headers } = await gateway.ask({ config: { ...config, retry: { attempts: 1 } } });
  expect(row.attempts.map((made) => made.upstream_request_id)).toEqual(['up-1', 'up-2']);
  expect(headers['request-id']).toBe(row.id);
});

describe('a request that goes out twice, because a kept connection broke', () => {
  async function askOverBroken(isUncertain: boolean) {
    const gateway = gatewayInMemory();
    const { transport } = gateway.deps;
    expect((await gateway.ask({ config })).row.notes).toEqual([]);
    gateway.deps.transport = {
      send(request, receiver) {
        request.onSentAgain?.({ isUncertain });
        return transport.send(request, receiver);
      },
    };
    return (await gateway.ask({ config })).row;
  }

  it('says so in its row', async () => {
    const row = await askOverBroken(false);
    expect(row.notes).toEqual([
      'Sent again on a new connection: the kept one broke before the upstream can have worked on the request.',
    ]);
    expect(row.attempts).toHaveLength(1);
    expect(row.unpriced).toBe(false);
  });

  it('is two attempts, the first of a price that is not known, where the upstream may have had it', async () => {
    const row = await askOverBroken(true);
    expect(row.notes).toContainEqual(expect.stringContaining('the upstream may have had the request'));
    expect(row.attempts).toMatchObject([
      { status: 0, reason: 'connection_lost', usage: null, cost_nano_usd: null, unpriced: true },
      { status: 200, reason: 'answered', unpriced: false },
    ]);
    expect(row.unpriced).toBe(true);
  });
});

it('a stream holds its question no longer than until its first content, for hundreds of them run at once', async () => {
  const gateway = gatewayInMemory();
  const { transport } = gateway.deps;
  const held: number[] = [];
  gateway.deps.transport = {
    send(request, receiver) {
      gateway.script('a', () => {
        receiver.started(200, { 'content-type': 'text/event-stream' }, { pause() {}, resume() {} });
        for (const event of eventsBy('a')) {
          receiver.data(Buffer.from(event));
          held.push(request.body.length);
        }
        receiver.ended();
      });
      return transport.send(request, receiver);
    },
  };
  expect((await gateway.ask({ config, stream: true })).text).toBe(eventsBy('a').join(''));
  expect(held).toEqual([1, 1, 0, 0, 0, 0]);
});
