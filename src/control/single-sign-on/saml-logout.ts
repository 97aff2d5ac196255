/** Single logout of SAML: a directory ends sessions here, and signing out here leads to signing out there. */
import { hashKey } from '../../kernel/key-hash.ts';
import type { ControlContext } from '../context.ts';
import type { SamlLogoutMessage } from './directory.ts';
import { endDirectorySessions } from './end-sessions.ts';
import { findEnabled } from './providers.ts';
import { withNewCertificates } from './saml-certificates.ts';
import { newMessageId, samlClient } from './saml-client.ts';

interface Sent {
  providerId: string;
  message: SamlLogoutMessage;
  /** Goes back as it came; null = none. */
  relayState: string | null;
}

/** Where the browser takes our answer; null = nowhere. Rejects for a request that is not right, and for one that came before. */
export async function endBySaml(
  context: ControlContext,
  { providerId, message, relayState }: Sent,
): Promise<string | null> {
  const { saml } = context.directories;
  const provider = await findEnabled(context, providerId, 'saml');
  const asked = await withNewCertificates(context, provider, (current) =>
    saml.readLogout(samlClient(context, current), message),
  );
  const isFirst = await context.records.system(({ signIn: { usedAssertions } }) =>
    usedAssertions.use(hashKey(`${provider.id}:logout:${asked.id}`), asked.expiresAt),
  );
  // Whoever found an old one must not end the sessions that began since.
  if (!isFirst) throw new Error('the request was used before');
  const meant = asked.sessionIndexes.length === 0 ? [null] : asked.sessionIndexes;
  for (const directorySession of meant) {
    await endDirectorySessions(context, provider, { subject: asked.nameId, directorySession });
  }
  return saml.logoutAnswerUrl(samlClient(context, provider), {
    requestId: asked.id,
    relayState,
    id: newMessageId(context),
  });
}
