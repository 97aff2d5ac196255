/** Which powers exist and which kind of key may hold them: the contract's table, as data. */
import type { ApiKeyType } from '../storage/ports/records/api-keys.ts';

interface ScopeRow {
  group: string;
  /** Organisation (admin) keys. */
  admin: readonly string[];
  /** Workspace service keys. */
  service: readonly string[];
  /** Workspace user keys. */
  user: readonly string[];
}

const NONE = [] as const;
const LIST = ['list'] as const;
const FULL = ['create', 'read', 'update', 'delete', 'list'] as const;
const ROTATED = [...FULL, 'rotate'] as const;
const PUBLISHED = [...FULL, 'publish'] as const;
const RENDERED = [...PUBLISHED, 'render'] as const;
const GUARDED = [...FULL, 'invoke'] as const;
const LEGACY_KEYS = [...FULL, 'duplicate', 'copy'] as const;
const WORKSPACE_OWN = ['read', 'update', 'list'] as const;
const LOGS_READ = ['export', 'list', 'view'] as const;
const LOGS_ALL = [...LOGS_READ, 'write', 'read'] as const;
const READ_WRITE = ['read', 'write'] as const;

/** An admin key governs and never calls a model: it holds neither `completions` nor any `invoke`. */
const SCOPE_TABLE = [
  { group: 'organisation_users', admin: FULL, service: NONE, user: NONE },
  { group: 'organisation_service_api_keys', admin: ROTATED, service: NONE, user: NONE },
  { group: 'organisation_settings', admin: ['read', 'update'], service: NONE, user: NONE },
  { group: 'organisation_guardrails', admin: FULL, service: NONE, user: NONE },
  { group: 'organisation_exclusions', admin: ['update', 'list'], service: NONE, user: NONE },
  { group: 'audit_logs', admin: LIST, service: NONE, user: NONE },
  { group: 'plugins', admin: ['create', 'update', 'list'], service: NONE, user: NONE },
  { group: 'deployments', admin: FULL, service: NONE, user: NONE },
  { group: 'secret_references', admin: FULL, service: NONE, user: NONE },
  { group: 'workspaces', admin: FULL, service: WORKSPACE_OWN, user: WORKSPACE_OWN },
  { group: 'workspace_service_api_keys', admin: ROTATED, service: ROTATED, user: NONE },
  { group: 'workspace_user_api_keys', admin: ROTATED, service: ROTATED, user: NONE },
  { group: 'workspace_users', admin: FULL, service: FULL, user: FULL },
  { group: 'prompts', admin: PUBLISHED, service: RENDERED, user: RENDERED },
  { group: 'configs', admin: FULL, service: FULL, user: FULL },
  { group: 'guardrails', admin: FULL, service: GUARDED, user: GUARDED },
  { group: 'providers', admin: FULL, service: FULL, user: FULL },
  { group: 'policies', admin: FULL, service: FULL, user: FULL },
  { group: 'virtual_keys', admin: LEGACY_KEYS, service: LEGACY_KEYS, user: LEGACY_KEYS },
  { group: 'organisation_integrations', admin: FULL, service: LIST, user: LIST },
  { group: 'organisation_mcp_integrations', admin: FULL, service: LIST, user: LIST },
  { group: 'organisation_agent_integrations', admin: FULL, service: LIST, user: LIST },
  { group: 'workspace_integrations', admin: FULL, service: FULL, user: FULL },
  { group: 'workspace_mcp_integrations', admin: FULL, service: FULL, user: FULL },
  { group: 'workspace_agent_integrations', admin: FULL, service: FULL, user: FULL },
  { group: 'mcp_servers', admin: FULL, service: FULL, user: FULL },
  { group: 'agent_servers', admin: FULL, service: FULL, user: FULL },
  { group: 'mcp', admin: NONE, service: ['invoke'], user: ['invoke'] },
  { group: 'agents', admin: NONE, service: ['invoke'], user: ['invoke'] },
  { group: 'completions', admin: NONE, service: READ_WRITE, user: READ_WRITE },
  { group: 'feedbacks', admin: NONE, service: READ_WRITE, user: READ_WRITE },
  { group: 'models', admin: NONE, service: LIST, user: LIST },
  { group: 'analytics', admin: ['view'], service: ['view'], user: ['view'] },
  { group: 'logs', admin: LOGS_READ, service: LOGS_ALL, user: LOGS_ALL },
] as const satisfies readonly ScopeRow[];

type ScopesOf<Row> = Row extends { group: infer Group extends string }
  ? Row extends Record<'admin' | 'service' | 'user', readonly (infer Action extends string)[]>
    ? `${Group}.${Action}`
    : never
  : never;

/** Every power that exists, as `configs.create`. */
export type Scope = ScopesOf<(typeof SCOPE_TABLE)[number]>;

/** For whoever holds every power: the operator's own file. */
export const ALL_SCOPES: ReadonlySet<Scope> = new Set(
  SCOPE_TABLE.flatMap((row) =>
    [...row.admin, ...row.service, ...row.user].map((action) => `${row.group}.${action}` as Scope),
  ),
);

export function isScope(text: string): text is Scope {
  return (ALL_SCOPES as ReadonlySet<string>).has(text);
}

const COLUMN: Record<ApiKeyType, 'admin' | 'service' | 'user'> = {
  'organisation-service': 'admin',
  'workspace-service': 'service',
  'workspace-user': 'user',
};

/** Every scope that a key of this type may hold. */
export function allowedScopes(type: ApiKeyType): string[] {
  return SCOPE_TABLE.flatMap((row) => row[COLUMN[type]].map((action) => `${row.group}.${action}`));
}

/** What a key gets that asked for nothing: an admin key its whole column, a workspace key just what inference needs. */
export function defaultScopes(type: ApiKeyType): string[] {
  return type === 'organisation-service' ? allowedScopes(type) : ['completions.write', 'prompts.read'];
}
