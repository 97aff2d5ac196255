import { describe, expect, it } from 'vitest';
import { savedProvider } from '../../../testkit/saved-provider.ts';
import type { Connection, NativeCall, UpstreamRequest } from '../../providers/provider.ts';
import { hashKey } from '../../wire/key-hash.ts';
import { scanDocument } from '../../wire/json-scan.ts';
import type { Route } from '../exchange.ts';
import { buildRequest } from './build-request.ts';

interface Sent {
  headers?: Record<string, string>;
  route?: Partial<Route>;
  forward?: string[];
  /** What the provider makes of it. */
  built?: Partial<UpstreamRequest>;
  supports?: Connection['supports'];
}

function build({ headers, route, forward = [], built, supports = () => true }: Sent) {
  const calls: NativeCall[] = [];
  const [, provider] = savedProvider('a');
  const connection: Pick<Connection, 'supports' | 'build' | 'embeddings'> = {
    supports,
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
    route: { operation: 'messages', raw: null, notes: [], ...route },
    snapshot: { keys: new Map(['tg-one', 'tg-two'].map((key) => [hashKey(key), {}])) },
    stream: true,
    betas: ['a'],
  };
  const target = { provider, model: 'claude-x', settings: { forwardHeaders: forward } };
  const using = { connection, document, facts: {}, refused: { betas: new Set(), fields: new Set() } };
  const request = buildRequest(exchange as never, target as never, using as never);
  return { request, call: calls[0] };
}

describe('what the provider is told', () => {
  it.each<[string, Record<string, string>, string | null]>([
    ['none', {}, null],
    ['the client’s', { 'anthropic-version': '2023-06-01' }, '2023-06-01'],
    [
      'the gateway’s own header over the client’s',
      { 'anthropic-version': '2023-06-01', 'x-portkey-anthropic-version': '2026-10-21' },
      '2026-10-21',
    ],
  ])('of versions: %s', (_, headers, version) => {
    expect(build({ headers }).call?.version).toBe(version);
  });

  it('is to count, on the path that counts, and to answer on every other', () => {
    expect(build({ route: { operation: 'messagesCountTokens' } }).call?.operation).toBe('messagesCountTokens');
    expect(build({ route: { operation: 'messages' } }).call?.operation).toBe('messages');
    expect(build({ route: { operation: 'proxy' } }).call?.operation).toBe('messages');
  });

  it('is to leave the flags alone where a config forwards them, if there are any', () => {
    const forward = ['anthropic-beta', 'x-team'];
    const { request, call } = build({
      forward,
      headers: { 'anthropic-beta': 'b', 'x-team': 'blue' },
      built: { headers: { 'anthropic-beta': 'a', 'x-own': 'o' } },
    });
    expect(call?.betasUntouched).toBe(true);
    expect(request.headers).toEqual({ 'anthropic-beta': 'b', 'x-own': 'o', 'x-team': 'blue' });
    expect(build({ forward }).call?.betasUntouched).toBe(false);
  });
});

describe('a request that must not leave', () => {
  const refusing = (code: string, message: RegExp) =>
    expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

  it('is one that the provider does not serve', () => {
    const supports = (operation: string, raw: boolean) => operation === 'messages' && !raw;
    expect(build({ supports }).call?.raw).toBe(false);
    expect(() => build({ supports, route: { operation: 'messagesCountTokens' } })).toThrow(
      refusing('operation_not_supported', /does not serve messagesCountTokens/),
    );
    const raw = { model: 'claude-x', stream: true };
    expect(() => build({ supports, route: { operation: 'messages', raw } })).toThrow(
      refusing('operation_not_supported', /this path, which is another provider’s own/),
    );
    expect(build({ route: { operation: 'messages', raw } }).call?.raw).toBe(true);
  });

  it('is one that carries the gateway key, in the URL or in any header', () => {
    expect(() => build({ built: { url: 'https://up/?k=tg-one' } })).toThrow(refusing('invalid_header', /in the URL/));
    expect(() => build({ built: { headers: { 'anthropic-version': '2023-06-01 x-a: tg-one' } } })).toThrow(
      refusing('invalid_header', /in anthropic-version/),
    );
  });

  it('is none for a forwarded header that repeats a gateway key: that header stays', () => {
    const headers = { 'x-mine': 'Bearer tg-two', 'x-team': 'blue' };
    expect(build({ forward: ['x-mine', 'x-team'], headers }).request.headers).toEqual({ 'x-team': 'blue' });
  });
});
