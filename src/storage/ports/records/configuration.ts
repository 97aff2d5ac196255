/** What the data plane reads of the records: active rows of every tenant. */
import type { KeyHash } from '../../../kernel/ids.ts';
import type { ApiKeyRecord } from './api-keys.ts';
import type { ConfigRecord } from './configs.ts';
import type { GuardrailRow } from './guardrails.ts';
import type { Integration } from './integrations.ts';
import type { LimitsRecord } from './limits.ts';
import type { Organisation } from './organisations.ts';
import type { OrganisationSettings } from './organisation-settings.ts';
import type { Policy } from './policies.ts';
import type { ProviderRecord } from './providers.ts';
import type { CappedMember, SpendLimit } from './spend-limits.ts';
import type { Stop } from './stops.ts';
import type { Workspace } from './workspaces.ts';

export interface Configuration {
  /** Oldest first. */
  organisations: Organisation[];
  /** Of every organisation that has its own. */
  settings: OrganisationSettings[];
  workspaces: Workspace[];
  integrations: Integration[];
  providers: ProviderRecord[];
  configs: ConfigRecord[];
  guardrails: GuardrailRow[];
  apiKeys: ActiveKey[];
  /** Of keys that were deleted: they open nothing, and are still secrets of ours. */
  archivedKeys: KeyHash[];
  /** Of the rows above, and of every owner that is no row. */
  limits: LimitsRecord[];
  /** Every active one. */
  policies: Policy[];
  /** Those that hold. */
  stops: Stop[];
  spendLimits: SpendLimit[];
  /** Of the groups that have a spend limit. */
  cappedMembers: CappedMember[];
}

/** By far the most rows: what a request needs of them, and no more. */
export type ActiveKey = Pick<
  ApiKeyRecord,
  | 'id'
  | 'organisationId'
  | 'workspaceId'
  | 'type'
  | 'userId'
  | 'name'
  | 'hash'
  | 'scopes'
  | 'defaults'
  | 'expiresAt'
  | 'previous'
> & {
  /** When the directories of its person stop standing by them, in ms since the epoch; null = never. */
  ownerUntil?: number | null;
};

/** One row that was inserted or replaced. */
export interface RecordChange {
  noun: ChangedNoun;
  id: string;
}

/** As in the `action` of audit rows; what others refer to comes before those. */
export const CHANGED_NOUNS = [
  'organisation',
  'workspace',
  'secret_reference',
  'integration',
  'provider',
  'guardrail',
  'config',
  'api_key',
  'policy',
  'stop',
  'spend_limit',
  // Who is in a group that has a spend limit.
  'scim_group',
  'identity_provider',
] as const;
export type ChangedNoun = (typeof CHANGED_NOUNS)[number];

/** Nouns of audit rows that the data plane does not read: a change of theirs concerns no snapshot. */
const UNCOMPILED_NOUNS = [
  'user',
  'invite',
  'member',
  'session',
  'device',
  'claude_code',
  'identity_settings',
  'scim_token',
  'scim_mapping',
  'permission',
  'audit_log',
  'notification_channel',
  'log_export',
  'token',
  'budget',
] as const;

/** What an audit event says was changed; null = nothing that the data plane reads. Throws for a noun that is not known. */
export function changeOf({ action, resourceId }: { action: string; resourceId: string }): RecordChange | null {
  const isOf = (noun: string): boolean => action.startsWith(`${noun}.`);
  const noun = CHANGED_NOUNS.find(isOf);
  if (noun !== undefined) return { noun, id: resourceId };
  if (!UNCOMPILED_NOUNS.some(isOf)) throw new Error(`the noun of ${action} is none that is known`);
  return null;
}

/**
 * What other processes changed after `since`, which an earlier reading returned as `next`; null = nothing, only where to go on
 * from. None is left out, and some may be read twice. Own changes are read where nobody knows whether they were committed.
 */
export type ChangesOfOthers = (since: string | null) => Promise<{ next: string; changes: RecordChange[] }>;
