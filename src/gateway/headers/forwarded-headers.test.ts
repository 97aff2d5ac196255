import { describe, expect, it } from 'vitest';
import { PRIVATE_HEADERS } from '../../providers/private-headers.ts';
import { filterResponseHeaders, headersToForward } from './forwarded-headers.ts';

describe('headers on their way to the caller', () => {
  it('lose what belongs to one connection, to the upstream, or to the key that all share', () => {
    const kept = filterResponseHeaders(
      {
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
      },
      PRIVATE_HEADERS,
    );
    expect(kept).toEqual({ 'content-type': 'application/json', 'x-harmless': 'yes' });
  });

  it.each(
    [
      'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding',
      'upgrade content-length content-encoding date expect set-cookie server via alt-svc request-id cf-ray',
      'cf-cache-status x-should-retry anthropic-ratelimit-tokens-reset anthropic-organization-id',
      'anthropic-workspace-id anthropic-priority-input-tokens-limit x-portkey-cache-status x-goog-api-key',
      'x-cloud-trace-context x-vertex-ai-region',
    ].flatMap((names) => names.split(' ')),
  )('never hold the upstream’s %s', (name) => {
    expect(filterResponseHeaders({ [name]: 'x' }, PRIVATE_HEADERS)).toEqual({});
  });

  it('lose what `Connection` names, and nothing that is only part of such a name', () => {
    const headers = { connection: 'close , X-Session-Hop', 'x-session': 'stays', 'x-session-hop': 'goes' };
    expect(filterResponseHeaders(headers, [])).toEqual({ 'x-session': 'stays' });
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

  it.each([
    'metadata-flavor',
    'x-aws-ec2-metadata-token',
    'x-google-metadata-request',
    'host',
    'x-portkey-api-key',
    'x-portkey-forward-headers',
  ])('may not be %s', (name) => {
    expect(() => headersToForward([name], { [name]: 'x' }, isGatewayKey)).toThrow(/may not be forwarded/);
  });
});
