import { describe, expect, it } from 'vitest';
import { fails, gatewayInMemory } from '../../../testkit/gateway-in-memory.ts';
import type { CallerCredential } from './credentials/credentials.ts';

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
