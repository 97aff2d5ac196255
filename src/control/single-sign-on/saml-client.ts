/** The record of a directory as SAML wants it: with its key opened, and our addresses. */
import type { SamlProviderRecord } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { openSecret } from '../identity-providers/secret.ts';
import { providerUrl } from '../identity-providers/view.ts';
import { newToken } from '../sign-in/tokens.ts';
import type { SamlClient, SamlName } from './directory.ts';

export const samlClient = (context: ControlContext, provider: SamlProviderRecord): SamlClient => ({
  settings: provider.settings,
  privateKey: openSecret(context, provider),
  entityId: providerUrl(context, provider.id, 'metadata'),
  callbackUrl: providerUrl(context, provider.id, 'callback'),
  logoutUrl: providerUrl(context, provider.id, 'logout'),
});

/** An ID of XML must not begin with a digit. */
export const newMessageId = (context: ControlContext): string => `_${newToken(context).token}`;

export const writeName = (name: SamlName): string => JSON.stringify(name);
/** What `writeName` wrote. */
export const readName = (text: string): SamlName => JSON.parse(text) as SamlName;
