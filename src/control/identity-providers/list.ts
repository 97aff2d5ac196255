/** The directories of the organisation, and the ones that are known by name. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findIdentityProvider } from './find.ts';
import { PRESETS } from './presets.data.ts';
import { GetIdentityProvider, ListIdentityProviders, ListPresets } from './schemas.ts';
import type { IdentityProviderList, IdentityProviderView, PresetList } from './schemas.ts';
import { viewIdentityProvider } from './view.ts';

export async function listIdentityProviders(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IdentityProviderList>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(ListIdentityProviders, input);
  const providers = await look(context, (tx) => tx.identityProviders.list());
  const data = providers.map((provider) => viewIdentityProvider(context, provider));
  return { object: 'list', total: data.length, data };
}

export async function getIdentityProvider(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IdentityProviderView>> {
  requireScope(context, 'organisation_settings.read');
  const { id } = parseInput(GetIdentityProvider, input);
  return look(context, async (tx) => viewIdentityProvider(context, await findIdentityProvider(tx, id)));
}

export async function listPresets(context: ControlContext, input: unknown): Promise<z.infer<typeof PresetList>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(ListPresets, input);
  const data = PRESETS.map((preset) => ({
    id: preset.id,
    name: preset.name,
    issuer: preset.issuer,
    scopes: [...preset.scopes],
    email_claim: preset.emailClaim,
    groups_claims: [...preset.groupsClaims],
    trusts_email: preset.trustsEmail,
    help: [...preset.help],
  }));
  return { object: 'list', total: data.length, data };
}
