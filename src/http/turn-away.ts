/** Who is refused at any of the doors, by where the request came from. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Visitor } from '../observe/turned-away.ts';
import type { GatewayError } from '../kernel/errors.ts';

/** Of a chain of proxies; the rest is left out. */
const MAX_FORWARDED = 4;

/** Addresses and nothing else: whatever stands in the headers, a key above all, is not told. */
export function visitorOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): Visitor {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',', MAX_FORWARDED);
  return {
    address: socket.remoteAddress ?? 'unknown',
    forwardedFor: forwarded.map((address) => address.trim()).filter((address) => isIP(address) !== 0),
  };
}

/** Without a key that is known here: an upstream that refuses a caller's own credential says 401 as well. */
export function isStranger({ status, fault }: GatewayError): boolean {
  return status === 401 && fault === 'client';
}
