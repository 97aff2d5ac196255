/** The record of a directory as SAML wants it: with its key opened, and our addresses. */
import type { SamlProviderRecord } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { openSecret } from '../identity-providers/secret.ts';
import { providerUrl } from '../identity-providers/view.ts';
import type { SamlClient } from './directory.ts';

export const samlClient = (context: ControlContext, provider: SamlProviderRecord): SamlClient => ({
  settings: provider.settings,
  privateKey: openSecret(context, provider),
  entityId: providerUrl(context, provider.id, 'metadata'),
  callbackUrl: providerUrl(context, provider.id, 'callback'),
});
