import { expect, it } from 'vitest';
import { parseValkeyAddress } from './valkey-address.ts';

it('reads one server by either name, and keeps its database and login', () => {
  expect(parseValkeyAddress('valkeys://u:p@cache.internal:7000/2')).toEqual({
    kind: 'single',
    label: 'cache.internal:7000',
    url: 'rediss://u:p@cache.internal:7000/2',
  });
});

it('reads sentinels with the name of their primary', () => {
  const found = parseValkeyAddress(
    'redis+sentinel://app:p%40ss:word@a:26379,[::1],b/main/3?sentinel_password=se%26cret',
  );
  expect(found).toEqual({
    kind: 'sentinel',
    label: 'main of a:26379, [::1], b',
    sentinels: [
      { host: 'a', port: 26_379 },
      { host: '::1', port: 26_379 },
      { host: 'b', port: 26_379 },
    ],
    name: 'main',
    database: 3,
    isTls: false,
    login: { username: 'app', password: 'p@ss:word' },
    sentinelLogin: { password: 'se&cret' },
  });
});

it('reads the nodes of a cluster', () => {
  expect(parseValkeyAddress('valkeys+cluster://:secret@a:7000,b')).toEqual({
    kind: 'cluster',
    label: 'a:7000, b',
    nodes: [
      { host: 'a', port: 7000 },
      { host: 'b', port: 6379 },
    ],
    isTls: true,
    login: { password: 'secret' },
  });
});

it.each([
  'redis+sentinel://a,b',
  'redis+cluster://a/1',
  'redis+cluster://a:port',
  'redis+sentinel://a,,b/main',
  'redis+proxy://a',
  'redis://',
  'http://a',
  'redis+cluster://u:%zz@a',
])('refuses %s without showing a password', (text) => {
  expect(() => parseValkeyAddress(text)).toThrow('The address of Valkey is malformed. Expected redis://');
  expect(() => parseValkeyAddress(text)).not.toThrow('%zz');
});
