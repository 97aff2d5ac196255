import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './special-addresses.ts';

describe('an address that carries an IPv4 address is judged by that one', () => {
  it.each([
    ['6to4 of a private address', '2002:a00:1::', false],
    ['6to4 of the metadata address', '2002:a9fe:a9fe::1', false],
    ['6to4 of a public address', '2002:808:808::1', true],
    ['SIIT of a private address', '::ffff:0:10.0.0.1', false],
    ['SIIT of the metadata address, in hex', '::ffff:0:a9fe:a9fe', false],
    ['SIIT of a public address', '::ffff:0:8.8.8.8', true],
    ['NAT64 of a private address', '64:ff9b::192.168.0.1', false],
    ['NAT64 of a public address', '64:ff9b::8.8.8.8', true],
    ['NAT64 of a public address, in hex', '64:ff9b::808:808', true],
    ['NAT64 of an address next to a private range', '64:ff9b::9.255.255.255', true],
    ['local NAT64 of a private address', '64:ff9b:1::10.0.0.1', false],
    ['local NAT64 of a public address', '64:ff9b:1::8.8.8.8', true],
    ['local NAT64 in another layout, whose IPv4 address stands elsewhere', '64:ff9b:1:808:8:800::', false],
    ['mapped, of a private address', '::ffff:172.16.0.1', false],
    ['mapped, of a public address', '::ffff:8.8.8.8', true],
    ['compatible, of a public address', '::8.8.8.8', false],
    ['Teredo', '2001:0:808:808::1', false],
  ])('%s: %s', (_, address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe('the newer special ranges', () => {
  it.each([
    ['documentation', '3fff::1', false],
    ['documentation, its last', '3fff:fff:ffff::1', false],
    ['the first after it', '3fff:1000::1', true],
    ['segment routing', '5f00::1', false],
    ['a dummy prefix', '100:0:0:1::1', false],
    ['protocol assignments', '2001:1ff::1', false],
    ['the first after those', '2001:200::1', true],
    ['the relay of 6to4', '192.88.99.1', false],
    ['a link-local address with its zone', 'fe80::1%eth0', false],
    ['an address of the public network', '2606:4700::6810:84e5', true],
    ['every group written out', '2606:4700:0:0:0:0:6810:84e5', true],
  ])('%s: %s', (_, address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});
