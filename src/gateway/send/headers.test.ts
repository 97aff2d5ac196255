import { describe, expect, it } from 'vitest';
import { filterResponseHeaders, headersToForward } from './headers.ts';

describe('headers on their way to the caller', () => {
  it('lose what belongs to one connection, to the upstream, or to the key that all share', () => {
    const kept = filterResponseHeaders({
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
      connection: 'keep-alive, X-Hop',
      'x-hop': 'for the next hop only',
      'content-encoding': 'gzip',
      'set-cookie': 'a=b',
      'anthropic-ratelimit-requests-remaining': '3',
      'anthropic-organization-id': 'org',
      'request-id': 'req_vrtx_1',
      'x-goog-user-project': 'acme-prod',
      via: '1.1 google',
      'x-harmless': 'yes',
    });
    expect(kept).toEqual({ 'content-type': 'application/json', 'x-harmless': 'yes' });
  });
});

describe('headers that a config sends upstream', () => {
  const isGatewayKey = (value: string): boolean => value.includes('tg-secret');

  it('go as they are', () => {
    expect(headersToForward(['anthropic-beta', 'x-absent'], { 'anthropic-beta': 'a, b' }, isGatewayKey)).toEqual({
      'anthropic-beta': 'a, b',
    });
  });

  it.each(['constructor', '__proto__', 'valueof'])('that nobody sent do not go, were they named %s', (name) => {
    expect(headersToForward([name], {}, isGatewayKey)).toEqual({});
  });

  it('are not those that are between the client and the gateway', () => {
    const headers = { expect: '100-continue', te: 'trailers', 'x-team': 'red' };
    expect(headersToForward(Object.keys(headers), headers, isGatewayKey)).toEqual({ 'x-team': 'red' });
  });

  it('never carry a gateway key, in whatever header it hides', () => {
    const headers = { authorization: 'Bearer tg-secret', 'x-api-key': 'tg-secret', 'x-other': 'fine' };
    expect(headersToForward(['authorization', 'x-api-key', 'x-other'], headers, isGatewayKey)).toEqual({
      'x-other': 'fine',
    });
  });

  it.each(['metadata-flavor', 'x-portkey-api-key', 'x-portkey-forward-headers', 'host'])('may not be %s', (name) => {
    expect(() => headersToForward([name], { [name]: 'x' }, isGatewayKey)).toThrow(/may not be forwarded/);
  });
});
