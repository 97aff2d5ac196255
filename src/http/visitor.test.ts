/** Whose address it is that is limited and audited: what a proxy says counts, and what anybody else says does not. */
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { blockListOf, createVisitors } from './visitor.ts';

const addressOf = (proxies: string[], remoteAddress: string, forwarded?: string): string =>
  createVisitors(proxies).of({
    socket: { remoteAddress } as Socket,
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }).address;

describe('the address of a visitor', () => {
  it.each<[string, string[], string, string | undefined, string]>([
    ['is the connection’s where no proxy is trusted', [], '10.0.0.1', '203.0.113.7', '10.0.0.1'],
    ['is the connection’s where it comes from somebody else', ['10.0.0.1'], '192.0.2.9', '203.0.113.7', '192.0.2.9'],
    ['is what the proxy says', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    [
      'is what the proxy added, not what the caller wrote',
      ['10.0.0.1'],
      '10.0.0.1',
      '198.51.100.1, 203.0.113.7',
      '203.0.113.7',
    ],
    ['is before the own proxies of a chain', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['is the first one of a chain of own proxies only', ['10.0.0.0/8'], '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['is the proxy’s where it says nothing', ['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
    ['is the proxy’s where it says what is no address', ['10.0.0.1'], '10.0.0.1', 'unknown, _hidden', '10.0.0.1'],
    ['is found where the socket writes IPv4 as IPv6', ['10.0.0.1'], '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['may be of IPv6', ['fd00::/8'], 'fd00::1', '2001:db8::7', '2001:db8::7'],
  ])('%s', (_, proxies, remote, forwarded, expected) => {
    expect(addressOf(proxies, remote, forwarded)).toBe(expected);
  });

  it('is found at the end of a header of any length', () => {
    const long = Array.from({ length: 5_000 }, (_, index) => `198.51.100.${index % 250}`).join(', ');
    expect(addressOf(['10.0.0.1'], '10.0.0.1', `${long}, 203.0.113.7`)).toBe('203.0.113.7');
  });
});

describe('the country of a visitor', () => {
  it.each<[string, string, string | undefined, string | null, string]>([
    ['is what the proxy says', '10.0.0.1', 'de', 'cf-ipcountry', 'DE'],
    ['is unknown where somebody else says it', '192.0.2.9', 'DE', 'cf-ipcountry', ''],
    ['is unknown where no header is named', '10.0.0.1', 'DE', null, ''],
    ['is unknown where the proxy says none', '10.0.0.1', undefined, 'cf-ipcountry', ''],
    ['is unknown where the header says something else', '10.0.0.1', '<b>', 'cf-ipcountry', ''],
  ])('%s', (_, remoteAddress, said, header, expected) => {
    const headers = said === undefined ? {} : { 'cf-ipcountry': said };
    const visitor = createVisitors(['10.0.0.1'], header).of({ socket: { remoteAddress } as Socket, headers });
    expect(visitor.country).toBe(expected);
  });
});

it.each([
  '10.0.0.1/33',
  '10.0.0.1/',
  '10.0.0/8',
  'proxy.example.com',
  '::1/129',
  '10.0.0.1/8/8x',
  '10.0.0.1/-1',
  '1.2.3.4/1.5',
])('a proxy is not named by %s', (entry) => {
  expect(() => blockListOf([entry])).toThrow(RangeError);
});
