/** Sessions that a directory began: it may end them, and signing out here may lead to signing out there. */
import type { DirectorySession, IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import type { ControlContext } from '../context.ts';
import { linkBase } from '../link-base.ts';
import { audit, change } from '../transaction.ts';
import { oidcClient } from './oidc-client.ts';
import { newMessageId, readName, samlClient } from './saml-client.ts';

/** Does nothing where no session is meant. */
export function endDirectorySessions(
  context: ControlContext,
  provider: IdentityProvider,
  ended: { subject: string | null; directorySession: string | null },
): Promise<void> {
  const { organisationId, id } = provider;
  const acting: ControlContext = { ...context, principal: { kind: 'directory', id, organisationId } };
  const { subject, directorySession } = ended;
  return change(acting, async (tx) => {
    const found = await tx.directorySessions.list(id, {
      ...(subject === null ? {} : { subject }),
      ...(directorySession === null ? {} : { directorySession }),
    });
    for (const { sessionId } of found) {
      await tx.sessions.remove(sessionId);
      const after = { reason: 'signed out at the directory', identity_provider: provider.name };
      await audit(acting, tx, {
        action: 'session.delete',
        subject: { id: sessionId, organisationId, workspaceId: null },
        after,
      });
    }
  });
}

/** Where the browser goes to sign out of the directory as well; null = nowhere. Ask before the session is removed. */
export async function signOutUrlOf(context: ControlContext, session: SessionRecord): Promise<string | null> {
  const { organisationId, id } = session;
  const found = await context.records.within(organisationId, async (tx) => {
    const begun = await tx.directorySessions.find(id);
    return begun === null ? null : { begun, provider: await tx.identityProviders.findById(begun.providerId) };
  });
  if (found === null || found.provider === null || found.begun.sealedIdToken === null) return null;
  const hint = context.sealer.open(found.begun.sealedIdToken, `directory_session:${id}`);
  // A directory that does not answer must not keep anybody signed in here.
  return askToSignOut(context, found.provider, { hint, begun: found.begun }).catch(() => null);
}

async function askToSignOut(
  context: ControlContext,
  provider: IdentityProvider,
  { hint, begun }: { hint: string; begun: DirectorySession },
): Promise<string | null> {
  const { oidc, saml } = context.directories;
  if (provider.kind === 'oidc') {
    return oidc.signOutUrl(oidcClient(context, provider), { idToken: hint, returnUrl: `${linkBase(context)}/` });
  }
  const asked = { requestId: newMessageId(context), name: readName(hint), sessionIndex: begun.directorySession };
  return saml.signOutUrl(samlClient(context, provider), asked);
}
