/** What the log keeps: one row for every request that reached authentication. Its ports: log/writer.ts, log/reader.ts, analytics.ts. */
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { FieldName, FieldValue } from './log/fields.ts';

/** Its columns are declared in log/fields.ts, each with what it means. */
export type LogRow = { [Name in FieldName]: FieldValue<Name> };

/** Filters of contract#log-filters. A tenant is demanded by the type. */
export interface LogFilter {
  organisationId: OrganisationId;
  /** Absent = every workspace of the organisation (admin keys only). */
  workspaceId?: WorkspaceId;
  /** ms since the epoch, inclusive. */
  from?: number;
  /** ms since the epoch, exclusive. */
  to?: number;
  /** ms since the epoch, inclusive: requests whose answer ended then or later, whenever they began. */
  endedFrom?: number;
  totalTokensMin?: number;
  totalTokensMax?: number;
  costMinNanoUsd?: number;
  costMaxNanoUsd?: number;
  promptTokensMin?: number;
  promptTokensMax?: number;
  completionTokensMin?: number;
  completionTokensMax?: number;
  statusCodes?: number[];
  providerSlugs?: string[];
  configIds?: string[];
  apiKeyIds?: string[];
  metadata?: Record<string, string>;
  /** Pairs of provider id and model. */
  providerModels?: { providerId: string; model: string }[];
  models?: string[];
  cacheStatuses?: string[];
  /** People by their id, and keys by theirs where no person is known. */
  users?: string[];
  operations?: string[];
  errorCodes?: string[];
  regions?: string[];
  agentIds?: string[];
  traceIds?: string[];
  traceId?: string;
  spanId?: string;
  sessionId?: string;
  /** Requests for which a guardrail held. */
  hasGuardrails?: true;
  /** Rows with one of these values are left out; rows without any value stay. */
  except?: Pick<LogFilter, ListFilter>;
}

/** Filters that name the values of one column. */
export type ListFilter =
  | 'statusCodes'
  | 'providerSlugs'
  | 'configIds'
  | 'apiKeyIds'
  | 'models'
  | 'cacheStatuses'
  | 'users'
  | 'operations'
  | 'errorCodes'
  | 'regions'
  | 'agentIds';
