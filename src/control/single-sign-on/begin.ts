/** The way out to a directory, whatever it speaks. */
import type { ControlContext } from '../context.ts';
import type { Flow } from './flow.ts';
import { beginOidc } from './oidc.ts';
import { findEnabledOfAnyKind } from './providers.ts';
import { beginSaml } from './saml.ts';

/** Where the browser goes, and its cookie. Throws SignInRefusal, and `not_found`. */
export async function beginSignIn(
  context: ControlContext,
  { providerId, ...wanted }: Pick<Flow, 'returnTo' | 'linkUserId'> & { providerId: string },
): Promise<{ url: string; cookie: string }> {
  const provider = await findEnabledOfAnyKind(context, providerId);
  return provider.kind === 'oidc' ? beginOidc(context, provider, wanted) : beginSaml(context, provider, wanted);
}
