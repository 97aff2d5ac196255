import { describe, expect, it } from 'vitest';
import { createProxyChoice } from './proxy.ts';

const PROXIES = { httpProxy: 'http://plain.corp:3128/', httpsProxy: 'http://user:p%40ss@secure.corp:8080/' };

describe('which requests leave through the egress proxy', () => {
  it('takes HTTPS_PROXY for https and HTTP_PROXY for http', () => {
    const choose = createProxyChoice({ ...PROXIES, noProxy: '' });
    expect(choose('https://us-east5-aiplatform.googleapis.com/v1')).toEqual({
      origin: 'http://secure.corp:8080',
      authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
    });
    expect(choose('http://models.example/v1')).toEqual({ origin: 'http://plain.corp:3128', authorization: null });
  });

  it.each(['http://127.0.0.1:4000', 'https://localhost', 'http://[::1]:80', 'http://x.localhost/'])(
    '%s is on this machine, where the proxy cannot reach it',
    (url) => expect(createProxyChoice({ ...PROXIES, noProxy: '' })(url)).toBeNull(),
  );

  it.each([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://api.example.com', true],
    ['example.com', 'https://notexample.com', false],
    ['.example.com', 'https://api.example.com', true],
    ['*.example.com', 'https://api.example.com', true],
    ['a.b, EXAMPLE.com', 'https://example.com', true],
    ['a.b example.com', 'https://example.com', true],
    ['example.com:8443', 'https://example.com:8443', true],
    ['example.com:8443', 'https://example.com', false],
    ['example.com:443', 'https://example.com', true],
    ['10.1.2.3', 'http://10.1.2.3:8000', true],
    ['10.0.0.0/8', 'http://10.200.1.1', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.0/8', 'http://example.com', false],
    ['fd00::/8', 'http://[fd12::1]:8000', true],
    ['[fd12::1]:8000', 'http://[fd12::1]:8000', true],
    ['fd12::1', 'http://[fd12::1]', true],
    ['*', 'https://anything.example', true],
    ['nonsense/99', 'https://example.com', false],
  ])('NO_PROXY=%s and %s: direct is %s', (noProxy, url, isDirect) => {
    expect(createProxyChoice({ ...PROXIES, noProxy })(url) === null).toBe(isDirect);
  });
});
