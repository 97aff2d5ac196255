/** Whom an address belongs to. */
import { groupsOf, ipv4Of } from './ip-address.ts';

/**
 * The IPv4 address, also where an IPv6 one carries it: behind NAT64 everybody shares the first bits. Of other IPv6 addresses the first
 * 64 bits: whoever has one of them has that whole network. What is no address stays as it is.
 */
export function networkOf(address: string): string {
  const ipv4 = ipv4Of(address);
  if (ipv4 !== null) return ipv4;
  const groups = groupsOf(address);
  if (groups === null) return address;
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':');
}
