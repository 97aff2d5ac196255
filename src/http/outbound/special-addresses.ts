/**
 * Which addresses are not public. Sources: the IANA special-purpose registries for IPv4 and IPv6 (as of November 2026),
 * and the clouds' metadata addresses that lie outside of them.
 */
import { BlockList, isIP } from 'node:net';

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

/** Prefixes that carry an IPv4 address, as groups of 16 bits, and the group at which it begins. */
const CARRIERS: readonly { prefix: readonly number[]; at: number }[] = [
  // Mapped, RFC 4291.
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  // SIIT, RFC 2765.
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  // NAT64, RFC 6052, and its prefix for local use, RFC 8215. In another layout than this one the bits before are not 0.
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 1, 0, 0, 0], at: 6 },
  // 6to4, RFC 3056.
  { prefix: [0x2002], at: 1 },
];
const LOCAL_NAT64 = blockList('ipv6', '64:ff9b:1::/48');

/** True for an IPv4 or IPv6 address that anybody may reach. One that carries an IPv4 address is judged by that one. */
export function isPublicAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  if (isIP(plain) === 4) return !PRIVATE_V4.check(plain, 'ipv4');
  const groups = groupsOf(plain);
  const carrier = CARRIERS.find(({ prefix }) => prefix.every((group, index) => groups[index] === group));
  if (carrier !== undefined) return !PRIVATE_V4.check(ipv4At(groups, carrier.at), 'ipv4');
  return !PRIVATE_V6.check(plain, 'ipv6') && !LOCAL_NAT64.check(plain, 'ipv6');
}

/** The eight groups of an IPv6 address in any of its spellings. */
function groupsOf(address: string): number[] {
  const hex = address.replace(/[\d.]+$/, (tail) => (tail.includes('.') ? ipv4Groups(tail) : tail));
  const [before = '', after] = hex.split('::');
  const head = parseGroups(before);
  if (after === undefined) return head;
  const tail = parseGroups(after);
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

const parseGroups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));

function ipv4Groups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function ipv4At(groups: readonly number[], at: number): string {
  const [high = 0, low = 0] = groups.slice(at, at + 2);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
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
