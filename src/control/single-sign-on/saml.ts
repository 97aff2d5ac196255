/** Signing in by SAML 2.0: out to the directory with a request, and back with a signed assertion that answers it. */
import { hashKey } from '../../kernel/key-hash.ts';
import type { SamlProviderRecord } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import type { SamlAnswer } from './directory.ts';
import { finishFlow, type Finished } from './finish-flow.ts';
import { saveFlow, takeFlow, type Flow } from './flow.ts';
import { findEnabled } from './providers.ts';
import { refusing } from './refusing.ts';
import { SignInRefusal } from './refusal.ts';
import { readAttributes } from './saml-attributes.ts';
import { newMessageId, samlClient } from './saml-client.ts';
import { withNewCertificates } from './saml-certificates.ts';

type Wanted = Pick<Flow, 'returnTo' | 'linkUserId'>;

/** Where the browser goes, and its cookie. */
export async function beginSaml(
  context: ControlContext,
  provider: SamlProviderRecord,
  { returnTo, linkUserId }: Wanted,
): Promise<{ url: string; cookie: string }> {
  const requestId = newMessageId(context);
  const { state, cookie } = await saveFlow(context, provider, {
    nonce: '',
    verifier: '',
    requestId,
    returnTo,
    linkUserId,
  });
  const asked = { requestId, relayState: state };
  return { url: await context.directories.saml.requestUrl(samlClient(context, provider), asked), cookie };
}

interface Back {
  providerId: string;
  /** In base64. */
  response: string;
  /** '' = none. */
  relayState: string;
  cookie: string | null;
}

/** Throws SignInRefusal, which is in the audit trail. */
export async function finishSaml(context: ControlContext, back: Back): Promise<Finished> {
  const provider = await findEnabled(context, back.providerId, 'saml');
  return refusing(context, provider, async () => {
    const flow = await flowOf(context, provider, back);
    const told = { response: back.response, requestId: flow === null ? null : flow.requestId };
    const answer = await verify(context, provider, told);
    await useOnce(context, provider, answer);
    const asserted = readAttributes(answer, provider.settings);
    return finishFlow(context, provider, { flow: flow ?? UNSOLICITED, asserted });
  });
}

/** Where a directory's own start page leads. Its RelayState would be anybody's to write. */
const UNSOLICITED: Wanted = { returnTo: '/', linkUserId: null };

/** null = the sign-in began at the directory, and may. */
async function flowOf(context: ControlContext, provider: SamlProviderRecord, back: Back): Promise<Flow | null> {
  // A browser that has been here began something: what comes back must answer it.
  if (provider.settings.allowsUnsolicited && back.cookie === null) return null;
  const { flow } = await takeFlow(context, { providerId: provider.id, state: back.relayState, cookie: back.cookie });
  return flow;
}

async function verify(
  context: ControlContext,
  provider: SamlProviderRecord,
  told: { response: string; requestId: string | null },
): Promise<SamlAnswer> {
  const { saml } = context.directories;
  try {
    return await withNewCertificates(context, provider, (current) => saml.finish(samlClient(context, current), told));
  } catch (cause) {
    throw cause instanceof SignInRefusal ? cause : new SignInRefusal('answer-invalid', cause);
  }
}

async function useOnce(context: ControlContext, { id }: SamlProviderRecord, answer: SamlAnswer): Promise<void> {
  const isFirst = await context.records.system(async ({ signIn: { usedAssertions } }) => {
    await usedAssertions.removeExpired(context.clock.now());
    return usedAssertions.use(hashKey(`${id}:${answer.id}`), answer.expiresAt);
  });
  if (!isFirst) throw new SignInRefusal('answer-invalid', new Error('the assertion was used before'));
}
