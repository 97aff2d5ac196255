import { describe, expect, it } from 'vitest';
import { savedProvider } from '../../../testkit/saved-provider.ts';
import type { Connection, NativeCall, UpstreamRequest } from '../../providers/provider.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import type { Route } from '../exchange.ts';
import { countTokens } from '../endpoints/count-tokens.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { messages } from '../endpoints/messages.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { openLane } from './open-lane.ts';

interface Sent {
  headers?: Record<string, string>;
  route?: Partial<Route>;
  forward?: string[];
  /** What the provider makes of it. */
  built?: Partial<UpstreamRequest>;
  endpoint?: UpstreamEndpoint;
  supports?: Connection['supports'];
  speaks?: readonly Dialect[];
  counts?: readonly Dialect[];
}

function open({ headers, route, forward = [], built, endpoint = messages, ...can }: Sent) {
  const calls: NativeCall[] = [];
  const [, provider] = savedProvider('a');
  const connection: Pick<Connection, 'speaks' | 'counts' | 'supports' | 'build' | 'embeddings'> = {
    speaks: () => can.speaks ?? [anthropicMessages],
    counts: () => can.counts ?? [anthropicMessages],
    supports: can.supports ?? (() => true),
    embeddings: null,
    build(call) {
      calls.push(call);
      return {
        method: 'POST',
        url: 'https://up',
        headers: {},
        body: [],
        model: '',
        betasDropped: [],
        notes: [],
        ...built,
      };
    },
  };
  const document = scanDocument(Buffer.from('{}'));
  const exchange = {
    headers: { authorization: 'Bearer tg-one', ...headers },
    endpoint,
    route: { raw: null, notes: [], ...route },
    snapshot: {
      keys: new Map(['tg-one', 'tg-two'].map((key) => [hashKey(key), {}])),
      archivedKeys: new Map([[hashKey('tg-deleted'), true]]),
    },
    stream: true,
  };
  const target = { provider, model: 'claude-x', settings: { forwardHeaders: forward } };
  const using = { connection, document, facts: {}, refused: { betas: new Set(), fields: new Set() } };
  const lane = openLane(exchange as never, target as never, using as never);
  if (lane instanceof Promise) throw new Error('The untouched lane opens at once.');
  return { request: lane.request, call: calls[0] };
}

describe('what is sent to the provider', () => {
  it('is the dialect, and every header of the client, in which the dialect may say more', () => {
    const headers = { 'anthropic-version': '2023-06-01' };
    expect(open({ headers }).call).toMatchObject({ dialect: 'anthropic-messages', headers });
  });

  it('is to count, on the path that counts, and to answer on every other', () => {
    expect(open({ endpoint: countTokens }).call?.operation).toBe('count-tokens');
    expect(open({}).call?.operation).toBe('generate');
  });

  it('is to leave the flags alone where a config forwards them, if there are any', () => {
    const forward = ['anthropic-beta', 'x-team'];
    const { request, call } = open({
      forward,
      headers: { 'anthropic-beta': 'b', 'x-team': 'blue' },
      built: { headers: { 'anthropic-beta': 'a', 'x-own': 'o' } },
    });
    expect(call?.forwarded).toEqual({ 'anthropic-beta': 'b', 'x-team': 'blue' });
    expect(request.headers).toEqual({ 'anthropic-beta': 'b', 'x-own': 'o', 'x-team': 'blue' });
    expect(open({ forward }).call?.forwarded).toEqual({});
  });
});

describe('a request that must not leave', () => {
  const refusing = (code: string, message: RegExp) =>
    expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

  it('is one that the provider does not serve', () => {
    const supports = (operation: string, raw: boolean) => operation === 'generate' && !raw;
    expect(open({ supports }).call?.raw).toBe(false);
    expect(() => open({ counts: [], endpoint: countTokens })).toThrow(
      refusing('operation_not_supported', /counts no tokens/),
    );
    const raw = { model: 'claude-x', stream: true };
    expect(() => open({ supports, route: { raw } })).toThrow(
      refusing('operation_not_supported', /this path, which is another provider’s own/),
    );
    expect(open({ route: { raw } }).call?.raw).toBe(true);
  });

  it('is one in a dialect that the provider does not speak, reported in words that say what to do', () => {
    expect(() => open({ speaks: [] })).toThrow(
      expect.objectContaining({
        code: 'operation_not_supported',
        status: 400,
        message: 'The provider "@a" does not speak the dialect of /v1/messages.',
      }) as Error,
    );
  });

  it('is one that carries the gateway key, in the URL or in any header', () => {
    expect(() => open({ built: { url: 'https://up/?k=tg-one' } })).toThrow(refusing('invalid_header', /in the URL/));
    expect(() => open({ built: { headers: { 'anthropic-version': '2023-06-01 x-a: tg-one' } } })).toThrow(
      refusing('invalid_header', /in anthropic-version/),
    );
  });

  it('is none for a forwarded header that repeats a gateway key: that header stays', () => {
    const headers = { 'x-mine': 'Bearer tg-two', 'x-old': 'tg-deleted', 'x-team': 'blue' };
    expect(open({ forward: ['x-mine', 'x-old', 'x-team'], headers }).request.headers).toEqual({ 'x-team': 'blue' });
  });
});
