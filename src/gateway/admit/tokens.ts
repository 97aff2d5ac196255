/** Tokens of an identity provider in the place of a gateway key (contract#tokens). Verified behind this port. */
import type { AuditedRequest } from '../../storage/ports/records/audit.ts';
import type { CompiledKey, Snapshot } from '../snapshot/snapshot.ts';

export interface Bringing {
  /** ms since the epoch. */
  now: number;
  /** Of the request that brings the token: asked for when it is refused. */
  request: () => AuditedRequest;
}

export interface Tokens {
  /**
   * The powers of the token's bearer, as those of a key of one workspace. Rejects with
   * GatewayError invalid_api_key | expired_api_key | token_not_allowed | credentials_unreachable.
   */
  verify(token: string, snapshot: Snapshot, bringing: Bringing): Promise<CompiledKey>;
}

/** Three parts, the first of which is an object in base64url: no gateway key looks like that. */
export function isToken(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}
