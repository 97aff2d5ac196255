/** The secret by which we prove who we are at a directory: sealed with the row that it belongs to. */
import type { IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';

type Sealing = Pick<ControlContext, 'sealer'>;

const sealContext = (id: string): string => `identity_provider:${id}`;

export const sealSecret = ({ sealer }: Sealing, id: string, secret: string): string =>
  sealer.seal(secret, sealContext(id));

/** null = it has none. */
export function openSecret({ sealer }: Sealing, { id, sealedSecret }: IdentityProvider): string | null {
  return sealedSecret === null ? null : sealer.open(sealedSecret, sealContext(id));
}
