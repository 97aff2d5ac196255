/** Who is refused at any of the doors, by where the request came from. */
import type { IncomingMessage } from 'node:http';
import type { TurnedAway } from '../observe/turned-away.ts';
import { GatewayError } from '../kernel/errors.ts';
import type { VisitorLimits } from './visitor-limits.ts';
import type { Visitors } from './visitor.ts';

/** In place of the refusal, where an address has had too many of them; counts it either way. */
export function turnAway(
  error: GatewayError,
  request: Asked,
  { turnedAway, limits, visitors }: Doorkeepers,
): GatewayError {
  const visitor = visitors.of(request);
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
  visitors: Visitors;
}

type Asked = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Without a key that is known here: an upstream that refuses a caller's own credential says 401 as well. */
export function isUnauthenticated({ status, fault }: GatewayError): boolean {
  return status === 401 && fault === 'client';
}
