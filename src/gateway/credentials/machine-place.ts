/** Where proofs of the machine's own identity may be sent, whoever names the address. */
import type { AuthScheme, TokenSource } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { MachineIdentity, OwnIdentity } from './token-parts.ts';

/** Throws `credentials_rejected`. */
export function requirePlace(own: Pick<OwnIdentity, 'mayGoTo'>, identity: MachineIdentity, url: string): void {
  if (own.mayGoTo(identity, url)) return;
  const { host } = new URL(url);
  throw new GatewayError(
    'credentials_rejected',
    `The identity of the machine that runs the gateway is not sent to ${host}.`,
    { hint: `Whoever runs the gateway may trust that host: TRUSTED_CUSTOM_HOSTS=${host}.` },
  );
}

/** null = the scheme does not use the machine's identity. */
export function machineIdentityIn(auth: AuthScheme): MachineIdentity | null {
  if (auth.type === 'aws-own' || (auth.type === 'aws-role' && auth.keys === null)) return 'aws';
  return auth.type === 'token' ? identityOf(auth.source) : null;
}

function identityOf(source: TokenSource): MachineIdentity | null {
  switch (source.kind) {
    case 'google-own':
    case 'google-federated':
      return 'gcp';
    case 'entra-own':
      return 'azure';
    case 'google-impersonated':
      return identityOf(source.from);
    case 'google-user':
    case 'google-account':
    case 'entra-client':
      return null;
  }
}
