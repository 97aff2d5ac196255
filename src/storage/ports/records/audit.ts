/**
 * The audit trail: written inside the transaction that it records, and never changed. Each event holds a hash over itself and
 * the event before it, so that a change, or an event that is missing, breaks the chain.
 */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page } from './row.ts';

export type ActorType = 'user' | 'api_key' | 'system';

/** What is known of the HTTP request that asked for it. */
export interface AuditedRequest {
  /** `request-id` of the answer. */
  id: string;
  method: string;
  /** Path with query, secrets masked. */
  uri: string;
  /** Of the caller, where the operator trusts the proxies in front; else of the connection. */
  address: string;
  /** As proxies reported it; it can be forged. '' = nothing was reported. */
  forwardedFor: string;
  userAgent: string;
  /** Two letters, as a proxy of the operator's says; '' = unknown. */
  country: string;
  /** JSON without secrets; '' = none, or none that is kept. */
  body: string;
}

export interface AuditEvent {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId | null;
  /** User id, API key id, `declarative-file` or `bootstrap`. */
  actor: string;
  actorType: ActorType;
  /** `<noun>.<verb>`, as `integration.create`, `api_key.delete`, `session.create`. */
  action: string;
  resourceId: string;
  /** HTTP status of the answer: 200 for what was done, another for an attempt that was refused. */
  status: number;
  /** null for what nobody asked for over HTTP. */
  request: AuditedRequest | null;
  /** Secrets are stripped before they get here. */
  before: unknown;
  after: unknown;
  createdAt: number;
}

/** An event with its place in the chain. */
export interface ChainedEvent {
  event: AuditEvent;
  /** 1, 2, 3, … in each organisation. */
  position: number;
  /** Hex of SHA-256 over the previous event's hash and this event (`chainHash`). */
  hash: string;
}

export interface AuditFilter {
  /** ms since the epoch, both included. */
  from?: number;
  to?: number;
  method?: string;
  /** Part of the path. */
  uri?: string;
  requestId?: string;
  actor?: string;
  actorType?: ActorType;
  workspaceId?: WorkspaceId;
  status?: number;
  /** `integration`: the part of the action before the dot. */
  noun?: string;
  /** `create`: the part of the action after the dot. */
  verb?: string;
  address?: string;
  country?: string;
  resourceId?: string;
}

/** Where a chain begins after older events were deleted. */
export interface ChainStart {
  /** Of the last event that was deleted; 0 = none was. */
  position: number;
  hash: string;
}

export interface AuditTrail {
  insert(event: AuditEvent): Promise<void>;
  /** Newest first. */
  list(filter: AuditFilter, page: Page): Promise<Listed<AuditEvent>>;
  /** Events after `position`, oldest first, at most `limit`. */
  chain(after: number, limit: number): Promise<ChainedEvent[]>;
  start(): Promise<ChainStart>;
  /** Deletes events that are older than `before` (ms since the epoch), at most `limit`; returns where the chain now starts. */
  trim(before: number, limit: number): Promise<{ deleted: number; start: ChainStart }>;
}
