/** A browser on its way to a directory and back: what must come back with it, once, into the same browser. */
import { timingSafeEqual } from 'node:crypto';
import type { OrganisationId } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { newToken } from '../sign-in/tokens.ts';
import { SignInRefusal } from './refusal.ts';

export const FLOW_VALID_MS = 600_000;

/** Sealed while the browser is away. */
export interface Flow {
  nonce: string;
  verifier: string;
  /** Of a SAML request; '' for OIDC. */
  requestId: string;
  /** A path of ours. */
  returnTo: string;
  /** The person who links an account, and is signed in already; null = somebody signs in. */
  linkUserId: string | null;
}

export interface BegunFlow {
  state: string;
  /** For the browser's cookie. */
  cookie: string;
}

export async function saveFlow(
  context: ControlContext,
  provider: Pick<IdentityProvider, 'id' | 'organisationId'>,
  flow: Flow,
): Promise<BegunFlow> {
  const [state, cookie] = [newToken(context), newToken(context)];
  const now = context.clock.now();
  await context.records.system(async ({ signIn: { flows } }) => {
    await flows.removeExpired(now);
    await flows.insert({
      stateHash: state.tokenHash,
      organisationId: provider.organisationId,
      providerId: provider.id,
      cookieHash: cookie.tokenHash,
      sealed: context.sealer.seal(JSON.stringify(flow), sealContext(state.tokenHash)),
      expiresAt: now + FLOW_VALID_MS,
    });
  });
  return { state: state.token, cookie: cookie.token };
}

/** Throws SignInRefusal for one that is unknown, over, of another provider, or began in another browser. */
export async function takeFlow(
  context: ControlContext,
  { providerId, state, cookie }: { providerId: string; state: string; cookie: string | null },
): Promise<{ flow: Flow; organisationId: OrganisationId }> {
  const stateHash = hashKey(state);
  const found = await context.records.system(({ signIn }) => signIn.flows.take(stateHash));
  const isOwn = found !== null && cookie !== null && isSame(found.cookieHash, hashKey(cookie));
  if (found === null || !isOwn || found.providerId !== providerId || found.expiresAt <= context.clock.now()) {
    throw new SignInRefusal('flow-over');
  }
  const flow = JSON.parse(context.sealer.open(found.sealed, sealContext(stateHash))) as Flow;
  return { flow, organisationId: found.organisationId };
}

const sealContext = (stateHash: string): string => `sign_in_flow:${stateHash}`;

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** A path of this server, or '/': no other site, and nothing that a browser would take for one. */
export function ownPath(text: string | undefined): string {
  if (text === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return '/';
  const url = URL.parse(text, 'http://own.invalid');
  return url?.origin === 'http://own.invalid' ? `${url.pathname}${url.search}${url.hash}` : '/';
}
