/**
 * Which addresses are not public. Sources: the IANA special-purpose registries for IPv4 and IPv6 (as of November 2026),
 * and the clouds' metadata addresses that lie outside of them.
 */
import { BlockList } from 'node:net';
import { ipv4Of } from '../../kernel/ip-address.ts';

/** 168.63.129.16 is Azure's own, and 192.88.99.0/24 was the relay for 6to4. */
const PRIVATE_V4 = blockList(
  'ipv4',
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
);

/** IPv4-compatible addresses and Teredo are refused whole: nothing honest uses them any more. */
const PRIVATE_V6 = blockList(
  'ipv6',
  '::/96 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
);

const LOCAL_NAT64 = blockList('ipv6', '64:ff9b:1::/48');

/** True for an IPv4 or IPv6 address that anybody may reach. One that carries an IPv4 address is judged by that one. */
export function isPublicAddress(address: string): boolean {
  const ipv4 = ipv4Of(address);
  if (ipv4 !== null) return !PRIVATE_V4.check(ipv4, 'ipv4');
  const [plain = ''] = address.split('%');
  return !PRIVATE_V6.check(plain, 'ipv6') && !LOCAL_NAT64.check(plain, 'ipv6');
}

/** Ranges as `network/prefix`. */
function blockList(family: 'ipv4' | 'ipv6', ranges: string): BlockList {
  const list = new BlockList();
  for (const range of ranges.split(' ')) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
