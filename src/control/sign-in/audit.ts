/** Audit rows of signing in and out, which happen outside of a verb's own change. */
import type { OrganisationId } from '../../kernel/ids.ts';
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';

/** Somebody signed in or out. The actor is the person or the key, not the visitor that one was before. */
export async function auditSession(
  context: ControlContext,
  tx: TenantRecords,
  entry: { action: 'session.create' | 'session.delete'; session: SessionRecord; apiKeyId?: string },
): Promise<void> {
  const { session, action, apiKeyId } = entry;
  const isPerson = session.userId !== null;
  await tx.audit.insert({
    id: newId(context),
    organisationId: tx.organisationId,
    workspaceId: null,
    actor: session.userId ?? apiKeyId ?? 'api-key',
    actorType: isPerson ? 'user' : 'api_key',
    action,
    resourceId: session.id,
    status: 200,
    request: context.request,
    before: null,
    after: action === 'session.create' ? { method: session.method } : null,
    createdAt: context.clock.now(),
  });
}

/** A password or a key that was not right. What was typed is not kept: people type passwords into the wrong field. */
export async function auditRefusedSignIn(
  context: ControlContext,
  refused: { organisationId: OrganisationId; userId: string | null; method: string; status: number; reason?: string },
): Promise<void> {
  const { organisationId, userId, method, status, reason } = refused;
  await context.records.within(organisationId, (tx) =>
    tx.audit.insert({
      id: newId(context),
      organisationId,
      workspaceId: null,
      actor: userId ?? 'unknown',
      actorType: 'user',
      action: 'session.create',
      resourceId: userId ?? '',
      status,
      request: context.request,
      before: null,
      after: { method, ...(reason === undefined ? {} : { reason }) },
      createdAt: context.clock.now(),
    }),
  );
}
