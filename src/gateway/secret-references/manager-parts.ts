/** What asking a secret manager needs from outside, and what all of them have in common. */
import type { SecretManager } from '../../storage/ports/records/secret-references.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { BearerTokens } from '../credentials/token-sources.ts';
import type { OwnIdentity, TokenParts } from '../credentials/token-parts.ts';

/** A reference with its `auth_config` opened. */
export interface OpenReference {
  manager: SecretManager;
  /** As the contract names its fields. */
  auth: Readonly<Record<string, string>>;
  path: string;
}

/** Files and variables of the machine, as far as its operator lets tenants read them. */
export interface OwnSecrets {
  /** Text of a file in the operator's folder; rejects with GatewayError. */
  readFile(path: string): Promise<string>;
  /** Throws GatewayError where the variable is not allowed, or not set. */
  variable(name: string): string;
}

export interface ManagerParts {
  ask: TokenParts['ask'];
  clock: TokenParts['clock'];
  own: Pick<OwnIdentity, 'allows' | 'mayGoTo' | 'readFile'>;
  tokens: Pick<BearerTokens, 'tokenFor' | 'keysFor' | 'ownKeys'>;
  ownSecrets: OwnSecrets;
}

/** `told` is the manager's own word. 429 and 5xx may pass. */
export function refusedBy(who: string, status: number, told: string): GatewayError {
  const sentence = `${who} did not give the secret (${status}${told === '' ? '' : `, ${told.slice(0, 300)}`}).`;
  if (status >= 500 || status === 429) return new GatewayError('credentials_unreachable', sentence);
  return new GatewayError('credentials_rejected', sentence, {
    hint: 'Check the path of the secret reference, and what its credentials may read.',
  });
}

export function requireOwn(own: ManagerParts['own'], identity: 'aws' | 'azure' | 'kubernetes'): void {
  if (own.allows(identity)) return;
  throw new GatewayError(
    'credentials_rejected',
    'This secret reference would use the identity of the machine that runs the gateway, which is not allowed.',
    { hint: `Whoever runs the gateway may allow it: TOLLGATE_OWN_IDENTITY=${identity}.` },
  );
}
