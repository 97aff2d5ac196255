/** The permission matrix as data: who may do what, for people and for keys. */
import { describe, expect, it } from 'vitest';
import type { OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import { DEFAULT_TOGGLES, effectiveToggles, type Toggle, TOGGLES } from './permissions/toggles.ts';
import { powersOf, type Principal } from './principal.ts';
import { workspacePowers } from './roles.ts';
import { allowedScopes, type Scope } from './scopes.ts';

const organisationId = 'o' as OrganisationId;
const workspaceId = 'w' as WorkspaceId;

const session = (
  organisationRole: 'owner' | 'admin' | 'member',
  role: 'admin' | 'manager' | 'member' | null,
): Principal => ({
  kind: 'session',
  sessionId: 's',
  userId: 'u',
  organisationId,
  organisationRole,
  workspace: role === null ? null : { id: workspaceId, role },
  toggles: DEFAULT_TOGGLES,
});

const key = (type: 'organisation-service' | 'workspace-service' | 'workspace-user'): Principal => ({
  kind: 'api-key',
  id: 'k',
  type,
  organisationId,
  workspaceId: type === 'organisation-service' ? null : workspaceId,
  scopes: allowedScopes(type),
});

const ACTORS = {
  owner: session('owner', null),
  admin: session('admin', null),
  'workspace admin': session('member', 'admin'),
  manager: session('member', 'manager'),
  member: session('member', 'member'),
  'member of nothing': session('member', null),
  'admin key': key('organisation-service'),
  'service key': key('workspace-service'),
  'user key': key('workspace-user'),
  visitor: { kind: 'visitor' },
} as const satisfies Record<string, Principal>;

/** In the order of ACTORS: y = may, - = may not. */
const MATRIX: readonly (readonly [scope: Scope, row: string])[] = [
  ['organisation_users.create', 'yy----y---'],
  ['organisation_users.list', 'yy----y---'],
  ['organisation_service_api_keys.create', 'yy----y---'],
  ['organisation_settings.update', 'yy----y---'],
  ['audit_logs.list', 'yy----y---'],
  ['workspaces.create', 'yy----y---'],
  ['workspaces.delete', 'yy----y---'],
  ['workspaces.read', 'yyyyy-yyy-'],
  ['workspaces.update', 'yyyy--yyy-'],
  ['workspace_users.list', 'yyyyy-yyy-'],
  ['workspace_users.create', 'yyyy--yyy-'],
  ['workspace_users.delete', 'yyyy--yyy-'],
  ['workspace_service_api_keys.list', 'yyyy--yy--'],
  ['workspace_service_api_keys.create', 'yyyy--yy--'],
  ['workspace_user_api_keys.list', 'yyyyy-yy--'],
  ['workspace_user_api_keys.create', 'yyyy--yy--'],
  ['configs.list', 'yyyyy-yyy-'],
  ['configs.update', 'yyyy--yyy-'],
  ['providers.read', 'yyyyy-yyy-'],
  ['providers.create', 'yyyy--yyy-'],
  ['guardrails.list', 'yyyyy-yyy-'],
  ['guardrails.create', 'yyyy--yyy-'],
  ['organisation_integrations.list', 'yyyyy-yyy-'],
  ['organisation_integrations.create', 'yy----y---'],
  ['workspace_integrations.update', 'yyyy--yyy-'],
  ['policies.create', 'yyyy--yyy-'],
  ['logs.list', 'yyyyy-yyy-'],
  ['logs.view', 'yyyyy-yyy-'],
  ['logs.read', 'yyyyy--yy-'],
  ['logs.export', 'yyyy--yyy-'],
  ['analytics.view', 'yyyyy-yyy-'],
  // Nobody calls a model with a session.
  ['completions.write', '-------yy-'],
  ['mcp.invoke', '-------yy-'],
];

describe('the permission matrix', () => {
  it.each(MATRIX)('%s', (scope, row) => {
    const found = Object.values(ACTORS).map((actor) => (powersOf(actor).has(scope) ? 'y' : '-'));
    expect(found.join('')).toBe(row);
  });
});

/** Each toggle that is a scope, with the role whose power it is. Switching it over changes exactly these. */
const TOGGLED: readonly (readonly [Toggle, role: 'manager' | 'member', scopes: Scope[]])[] = [
  ['managersViewLogs', 'manager', ['logs.view', 'logs.export']],
  ['managersViewLogsMetadata', 'manager', ['logs.list']],
  ['membersViewLogs', 'member', ['logs.view']],
  ['membersViewLogsMetadata', 'member', ['logs.list']],
  ['managersViewAnalytics', 'manager', ['analytics.view']],
  ['membersViewAnalytics', 'member', ['analytics.view']],
  ['managersViewAllData', 'manager', ['logs.read']],
  ['membersViewAllData', 'member', ['logs.read']],
  ['membersWriteApiKeys', 'member', ['workspace_user_api_keys.create', 'workspace_user_api_keys.rotate']],
  ['managersWriteApiKeys', 'manager', ['workspace_service_api_keys.create', 'workspace_user_api_keys.delete']],
  ['managersWriteProviders', 'manager', ['providers.create', 'virtual_keys.delete']],
  ['managersWriteGuardrails', 'manager', ['guardrails.update']],
  ['managersWriteWsIntegrations', 'manager', ['workspace_integrations.create']],
];

describe('a toggle', () => {
  it.each(TOGGLED)('%s is about the %s alone', (toggle, role, scopes) => {
    const other = { ...DEFAULT_TOGGLES, [toggle]: !DEFAULT_TOGGLES[toggle] };
    for (const scope of scopes) {
      expect(workspacePowers(role, DEFAULT_TOGGLES).has(scope), scope).toBe(DEFAULT_TOGGLES[toggle]);
      expect(workspacePowers(role, other).has(scope), scope).toBe(!DEFAULT_TOGGLES[toggle]);
    }
    const spared = role === 'manager' ? 'member' : 'manager';
    expect(workspacePowers(spared, other)).toEqual(workspacePowers(spared, DEFAULT_TOGGLES));
    expect(workspacePowers('admin', other)).toEqual(workspacePowers('admin', DEFAULT_TOGGLES));
  });

  it('takes the log from owners and admins as well, where it is about them', () => {
    const closed = { ...DEFAULT_TOGGLES, organisationAdminsViewLogs: false, organisationAdminsViewLogMetadata: false };
    const owner: Principal = { ...ACTORS.owner, kind: 'session', toggles: closed } as Principal;
    expect(['logs.view', 'logs.export', 'logs.list'].filter((scope) => powersOf(owner).has(scope as Scope))).toEqual(
      [],
    );
  });

  it('of a workspace holds only where the organisation lets workspaces decide', () => {
    const organisation = { toggles: { membersViewLogs: false }, overridable: ['analytics'] };
    const workspace = { toggles: { membersViewLogs: true, membersViewAnalytics: false } };
    expect(effectiveToggles(organisation, workspace)).toMatchObject({
      membersViewLogs: false,
      membersViewAnalytics: false,
    });
    expect(effectiveToggles({ ...organisation, overridable: ['logs'] }, workspace)).toMatchObject({
      membersViewLogs: true,
      membersViewAnalytics: true,
    });
  });

  it('that nobody decided has its default, and there are no others', () => {
    expect(effectiveToggles(null, null)).toEqual(DEFAULT_TOGGLES);
    expect(Object.keys(effectiveToggles({ toggles: { everything: true }, overridable: [] }, null))).toEqual(TOGGLES);
  });
});
