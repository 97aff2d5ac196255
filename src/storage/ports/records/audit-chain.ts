/** The hash that chains one audit event to the one before it. One recipe for every engine. */
import { chainedHash } from '../../../kernel/hash-chain.ts';
import type { AuditEvent } from './audit.ts';

/** Hex. The members are in one fixed order, and `before` and `after` as they are stored, so that reading back gives the same. */
export function chainHash(previous: string, event: AuditEvent): string {
  const text = JSON.stringify([
    event.id,
    event.organisationId,
    event.workspaceId,
    event.actor,
    event.actorType,
    event.action,
    event.resourceId,
    event.status,
    event.request === null ? null : requestParts(event.request),
    event.before ?? null,
    event.after ?? null,
    event.createdAt,
  ]);
  return chainedHash(previous, text);
}

function requestParts(request: NonNullable<AuditEvent['request']>): string[] {
  const { id, method, uri, address, forwardedFor, userAgent, country, body } = request;
  // Events of before there were countries and bodies keep their hashes.
  const known = body !== '' ? [country, body] : country !== '' ? [country] : [];
  return [id, method, uri, address, forwardedFor, userAgent, ...known];
}
