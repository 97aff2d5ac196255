/** The record of a directory as the protocol wants it: with its secret opened. */
import type { OidcProviderRecord } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { openSecret } from '../identity-providers/secret.ts';
import type { OidcClient } from './directory.ts';

export const oidcClient = (context: ControlContext, provider: OidcProviderRecord): OidcClient => ({
  id: provider.id,
  settings: provider.settings,
  secret: openSecret(context, provider),
});
