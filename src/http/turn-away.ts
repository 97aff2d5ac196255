/** Who is refused at any of the doors, by where the request came from. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TurnedAway, Visitor } from '../observe/turned-away.ts';
import { GatewayError } from '../kernel/errors.ts';
import type { VisitorLimits } from './visitor-limits.ts';

/** Of a chain of proxies; the rest is left out. */
const MAX_FORWARDED = 4;

/** Addresses and nothing else: nothing of the headers, a key above all, is logged. */
export function visitorOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): Visitor {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',', MAX_FORWARDED);
  return {
    address: socket.remoteAddress ?? 'unknown',
    forwardedFor: forwarded.map((address) => address.trim()).filter((address) => isIP(address) !== 0),
  };
}

/** In place of the refusal, where an address has had too many of them; counts it either way. */
export function turnAway(error: GatewayError, request: Asked, { turnedAway, limits }: Doorkeepers): GatewayError {
  const visitor = visitorOf(request);
  const retryAfter = limits.failSignIn(visitor.address);
  if (retryAfter === null) {
    turnedAway.count(error.code, visitor);
    return error;
  }
  const told = new GatewayError('too_many_sign_ins', 'Too many requests without a valid key came from this address.', {
    retryAfter,
    hint: 'Check the gateway key, and send no further requests without a valid one.',
  });
  turnedAway.count(told.code, visitor);
  return told;
}

export interface Doorkeepers {
  turnedAway: TurnedAway;
  limits: VisitorLimits;
}

type Asked = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Without a key that is known here: an upstream that refuses a caller's own credential says 401 as well. */
export function isUnauthenticated({ status, fault }: GatewayError): boolean {
  return status === 401 && fault === 'client';
}
