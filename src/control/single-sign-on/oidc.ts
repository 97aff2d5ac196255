/** Signing in by OpenID Connect: out to the directory with PKCE, state and nonce, and back with a code. */
import type { OidcProviderRecord } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { providerUrl } from '../identity-providers/view.ts';
import { newToken } from '../sign-in/tokens.ts';
import { finishFlow, type Finished } from './finish-flow.ts';
import { refusing } from './refusing.ts';
import { readClaims, type Asserted } from './claims.ts';
import type { OidcChecks } from './directory.ts';
import { oidcClient } from './oidc-client.ts';
import { endDirectorySessions } from './end-sessions.ts';
import { saveFlow, takeFlow, type Flow } from './flow.ts';
import { findEnabled } from './providers.ts';
import { SignInRefusal } from './refusal.ts';

type Wanted = Pick<Flow, 'returnTo' | 'linkUserId'>;

/** Where the browser goes, and its cookie. Throws SignInRefusal. */
export async function beginOidc(
  context: ControlContext,
  provider: OidcProviderRecord,
  { returnTo, linkUserId }: Wanted,
): Promise<{ url: string; cookie: string }> {
  const flow: Flow = {
    nonce: newToken(context).token,
    verifier: newToken(context).token,
    requestId: '',
    returnTo,
    linkUserId,
  };
  const { state, cookie } = await saveFlow(context, provider, flow);
  const checks = { ...flow, state, redirectUri: providerUrl(context, provider.id, 'callback') };
  try {
    return { url: await context.directories.oidc.authorizationUrl(oidcClient(context, provider), checks), cookie };
  } catch (cause) {
    throw new SignInRefusal('directory-unreachable', cause);
  }
}

/** `started` is null where an account was linked. Throws SignInRefusal, which is in the audit trail. */
export async function finishOidc(
  context: ControlContext,
  back: { providerId: string; query: string; cookie: string | null },
): Promise<Finished> {
  const provider = await findEnabled(context, back.providerId, 'oidc');
  return refusing(context, provider, async () => {
    const state = new URLSearchParams(back.query).get('state') ?? '';
    const { flow } = await takeFlow(context, { providerId: provider.id, state, cookie: back.cookie });
    const redirectUri = providerUrl(context, provider.id, 'callback');
    const callbackUrl = `${redirectUri}?${back.query}`;
    const asserted = await ask(context, provider, { callbackUrl, ...flow, state, redirectUri });
    return finishFlow(context, provider, { flow, asserted });
  });
}

async function ask(
  context: ControlContext,
  provider: OidcProviderRecord,
  { callbackUrl, ...checks }: OidcChecks & { callbackUrl: string },
): Promise<Asserted> {
  if (new URL(callbackUrl).searchParams.has('error')) throw new SignInRefusal('directory-refused');
  try {
    const answer = await context.directories.oidc.finish(oidcClient(context, provider), callbackUrl, checks);
    return readClaims(answer, provider.settings);
  } catch (cause) {
    throw new SignInRefusal('answer-invalid', cause);
  }
}

/**
 * Back-channel logout: the directory ended a session, or all of a person's. Rejects for a token that is not right. Saying it
 * twice changes nothing.
 */
export async function endByDirectory(context: ControlContext, providerId: string, token: string): Promise<void> {
  const provider = await findEnabled(context, providerId, 'oidc');
  const told = await context.directories.oidc.readLogoutToken(oidcClient(context, provider), token);
  await endDirectorySessions(context, provider, told);
}
