import { expect, it } from 'vitest';
import { networkOf } from './network-of.ts';

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:cb00:7109', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['unknown', 'unknown'],
  ['1:2:3', '1:2:3'],
  ['300.1.1.1', '300.1.1.1'],
])('%s belongs to %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it.each([
  ['NAT64', '64:ff9b::203.0.113.9', '64:ff9b::198.51.100.7'],
  ['NAT64 of one’s own network', '64:ff9b:1::cb00:7109', '64:ff9b:1::c633:6407'],
  ['6to4', '2002:cb00:7109::1', '2002:c633:6407::1'],
])('two clients behind %s are not taken for one network', (_, one, other) => {
  expect(networkOf(one)).toBe('203.0.113.9');
  expect(networkOf(other)).toBe('198.51.100.7');
});
