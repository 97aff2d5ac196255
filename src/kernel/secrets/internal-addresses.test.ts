import { expect, it } from 'vitest';
import { hideInternalAddresses } from './internal-addresses.ts';

it.each([
  '10.1.2.3',
  '10.1.2.3:8443',
  '127.0.0.1:9000',
  '172.16.0.9',
  '172.31.255.1:80',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.7',
  'fd12:3456::9',
  '[fe80::1%eth0]:443',
  '::1',
  'localhost:8080',
  'vault.prod.svc',
  'db.prod.svc.cluster.local:5432',
  'metadata.google.internal',
  'proxy.corp',
])('hides %s in a sentence', (address) => {
  expect(hideInternalAddresses(`connect to ${address} failed`)).toBe('connect to [internal address] failed');
  expect(hideInternalAddresses(`(${address}).`)).toBe('([internal address]).');
});

it.each([
  '8.8.8.8',
  '172.32.0.1',
  '110.1.2.3',
  'version 1.10.0.0.1',
  'v10.2.3.4.5',
  'api.anthropic.com:443',
  'aiplatform.googleapis.com',
  'local time',
  'an internal error',
  'claude-opus-5-5',
  '12:30:45',
])('leaves %s', (text) => {
  expect(hideInternalAddresses(text)).toBe(text);
});
