/** Where a request comes from: the address of the connection, or what a proxy that the operator trusts says. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { Visitor } from '../observe/turned-away.ts';

/** Of a chain of proxies, from its end; the rest is left out. */
const MAX_FORWARDED = 16;
/** What is shown of it. */
const MAX_SHOWN = 4;

export interface KnownVisitor extends Visitor {
  /** Two capital letters, as a trusted proxy says; '' = unknown. */
  country: string;
}

export interface Visitors {
  /** Addresses and a country, and nothing else: nothing of the headers, a key above all, is logged. */
  of(request: Pick<IncomingMessage, 'socket' | 'headers'>): KnownVisitor;
  /** Does the operator trust what this address says about where a request came from? */
  isProxy(address: string): boolean;
}

/**
 * `proxies`: addresses and networks as `10.0.0.0/8`. Each proxy adds the address that it was called from at the end of
 * `X-Forwarded-For`, so the last one that is no proxy of ours is the caller; what stands before it may be made up.
 * `countryHeader`: in which they say what country the caller is in; null = in none.
 */
export function createVisitors(proxies: readonly string[], countryHeader: string | null = null): Visitors {
  const trusted = blockListOf(proxies);
  const isProxy = (address: string): boolean => proxies.length > 0 && isIn(trusted, plainAddress(address));
  return {
    isProxy,
    of({ socket, headers }) {
      const own = socket.remoteAddress ?? 'unknown';
      const parts = String(headers['x-forwarded-for'] ?? '').split(',');
      const chain = addressesIn(parts.slice(-MAX_FORWARDED));
      const isTrusted = isProxy(own);
      const address = isTrusted ? (chain.findLast((one) => !isProxy(one)) ?? chain[0] ?? own) : own;
      const said = isTrusted && countryHeader !== null ? String(headers[countryHeader] ?? '') : '';
      const country = COUNTRY.test(said) ? said.toUpperCase() : '';
      return { address, forwardedFor: addressesIn(parts.slice(0, MAX_SHOWN)), country };
    },
  };
}

/** ISO 3166-1 alpha-2. */
const COUNTRY = /^[a-z]{2}$/i;

const addressesIn = (parts: readonly string[]): string[] =>
  parts.map((part) => plainAddress(part.trim())).filter((part) => isIP(part) !== 0);

/** The IPv4 address inside of an IPv6 one, which is how a socket of both writes it. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

const NETWORK = /^([^/]+)(?:\/(\d{1,3}))?$/;

/** Throws RangeError with the entry that is none. */
export function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [, address = '', bits] = NETWORK.exec(entry) ?? [];
    const family = isIP(address);
    const longest = family === 6 ? 128 : 32;
    const length = Number(bits ?? longest);
    if (family === 0 || length > longest) throw new RangeError(entry);
    list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
