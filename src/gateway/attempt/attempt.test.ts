import { describe, expect, it } from 'vitest';
import { answers, eventsBy, fails, gatewayInMemory, messageBy } from '../../../testkit/gateway-in-memory.ts';
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

it('an attempt is known by the upstream’s own name for it, whatever came of it', async () => {
  const gateway = gatewayInMemory();
  const named = (id: string) => ({ 'request-id': id });
  gateway.script('a', fails(503, named('up-1')), answers(200, messageBy('a'), named('up-2')));
  const { row, headers } = await gateway.ask({ config: { ...config, retry: { attempts: 1 } } });
  expect(row.attempts.map((made) => made.upstream_request_id)).toEqual(['up-1', 'up-2']);
  expect(headers['request-id']).toBe(row.id);
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
