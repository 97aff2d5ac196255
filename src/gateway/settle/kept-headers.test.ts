import { describe, expect, it } from 'vitest';
import { gatewayInMemory } from '../../../testkit/gateway-in-memory.ts';
import { keptHeaders, keptUserAgent } from './kept-headers.ts';

const KEY = `tg-${'Ab1'.repeat(14)}x`;

describe('the headers of a row', () => {
  it('say how the client asked, and what it runs on', () => {
    const told = {
      'anthropic-beta': 'claude-code-20250219,context-1m-2025-08-07',
      'anthropic-version': '2023-06-01',
      'x-portkey-cache-namespace': 'ada',
      'x-portkey-config': 'pc-main',
      'x-portkey-provider': '@vertex-prod',
      'x-portkey-trace-id': '0af7651916cd43dd8448eb211c80319c',
      'x-stainless-runtime': 'node',
    };
    expect(keptHeaders({ ...told, accept: '*/*', 'x-app': 'cli', 'x-portkey-unheard-of': 'x' })).toEqual(told);
  });

  it('are none where there is nothing to report', () => {
    expect(keptHeaders({ accept: '*/*', 'user-agent': 'curl/8' })).toBeNull();
  });

  it('are cut where they are too long for a row', () => {
    expect(keptHeaders({ 'anthropic-beta': 'b'.repeat(90_000) })?.['anthropic-beta']).toHaveLength(512);
  });

  it('are in the row', async () => {
    const { row } = await gatewayInMemory().ask({ headers: { 'x-portkey-provider': '@a' } });
    expect(row.request_headers).toEqual({ 'x-portkey-provider': '@a' });
  });
});

describe('no credential is in a row', () => {
  it.each([
    'authorization',
    'x-api-key',
    'x-portkey-api-key',
    'x-portkey-aws-secret-access-key',
    'x-portkey-vertex-service-account-json',
    'x-portkey-azure-ad-token',
    'cookie',
    'proxy-authorization',
  ])('as the value of %s', (name) => {
    expect(keptHeaders({ [name]: 'secret' })).toBeNull();
  });

  it.each([
    ['x-portkey-config', `{"provider":"anthropic","api_key":"secret"}`],
    ['x-portkey-custom-host', 'https://ada:secret@models.example/v1'],
    ['x-portkey-custom-host', 'https://models.example/v1?key=secret'],
    ['x-portkey-provider', `@vertex-prod\\nx-portkey-api-key: secret`],
    ['x-portkey-trace-id', `trace-1 Authorization: Bearer secret`],
    ['x-portkey-span-name', KEY],
    ['x-portkey-virtual-key', `sk-${'a1'.repeat(20)}`],
    ['x-portkey-virtual-key', 'a1'.repeat(20)],
    ['x-portkey-provider', `@${'a1'.repeat(20)}`],
    ['x-portkey-config', 'a1'.repeat(20)],
  ])('inside %s: %s', (name, value) => {
    expect(keptHeaders({ [name]: value })).toEqual({ [name]: '[masked]' });
  });

  it('that the caller itself calls sensitive', () => {
    const headers = { 'x-portkey-sensitive-headers': 'X-Portkey-Span-Name, anthropic-beta' };
    expect(keptHeaders({ ...headers, 'x-portkey-span-name': 'merger talks', 'anthropic-beta': 'b' })).toEqual({
      ...headers,
      'x-portkey-span-name': '[masked]',
      'anthropic-beta': '[masked]',
    });
  });
});

describe('a header that the operator masks', () => {
  const headers = { 'user-agent': 'claude-cli/2', 'x-portkey-span-name': 'merger talks', 'anthropic-beta': 'b' };
  const masked = ['x-portkey-span-name', 'user-agent', 'x-absent'];

  it('is in no row, whatever the caller says', () => {
    expect(keptHeaders(headers, masked)).toEqual({ 'x-portkey-span-name': '[masked]', 'anthropic-beta': 'b' });
    expect([keptUserAgent(headers, masked), keptUserAgent({}, masked)]).toEqual(['[masked]', null]);
  });

  it('leaves the others, and the caller may mask more', () => {
    expect(keptUserAgent(headers, [])).toBe('claude-cli/2');
    const asked = { ...headers, 'x-portkey-sensitive-headers': 'User-Agent, anthropic-beta' };
    expect(keptUserAgent(asked, [])).toBe('[masked]');
    expect(keptHeaders(asked, masked)).toMatchObject({
      'anthropic-beta': '[masked]',
      'x-portkey-span-name': '[masked]',
    });
  });
});
