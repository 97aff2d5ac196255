/** What a person may do: by the role in the organisation, or in the workspace at hand, and by the toggles. */
import type { WorkspaceRole } from '../storage/ports/records/members.ts';
import type { OrganisationRole } from '../storage/ports/records/users.ts';
import type { Toggle, Toggles } from './permissions/toggles.ts';
import { allowedScopes, isScope, type Scope } from './scopes.ts';

/** Always, never, or where the toggle is on. */
type When = Toggle | true | false;

interface PowerRow {
  groups: readonly string[];
  actions: readonly string[];
  manager: When;
  member: When;
}

const VIEW = ['read', 'list'] as const;
const WRITE = ['create', 'update', 'delete', 'publish', 'rotate', 'duplicate', 'copy'] as const;

/** Powers in a workspace. An admin of the workspace has every one of them; what is not here is nobody's. */
const WORKSPACE_POWERS: readonly PowerRow[] = [
  { groups: ['workspaces'], actions: VIEW, manager: true, member: true },
  { groups: ['workspaces'], actions: ['update'], manager: true, member: false },
  { groups: ['workspace_users'], actions: VIEW, manager: true, member: true },
  { groups: ['workspace_users'], actions: WRITE, manager: true, member: false },
  {
    groups: ['workspace_user_api_keys'],
    actions: VIEW,
    manager: 'managersViewApiKeys',
    member: 'membersViewApiKeys',
  },
  {
    groups: ['workspace_user_api_keys'],
    actions: WRITE,
    manager: 'managersWriteApiKeys',
    member: 'membersWriteApiKeys',
  },
  { groups: ['workspace_service_api_keys'], actions: VIEW, manager: 'managersViewApiKeys', member: false },
  { groups: ['workspace_service_api_keys'], actions: WRITE, manager: 'managersWriteApiKeys', member: false },
  { groups: ['prompts'], actions: VIEW, manager: 'managersViewPrompts', member: 'membersViewPrompts' },
  { groups: ['prompts'], actions: WRITE, manager: 'managersWritePrompts', member: 'membersWritePrompts' },
  { groups: ['guardrails'], actions: VIEW, manager: 'managersViewGuardrails', member: 'membersViewGuardrails' },
  { groups: ['guardrails'], actions: WRITE, manager: 'managersWriteGuardrails', member: false },
  { groups: ['configs', 'policies'], actions: VIEW, manager: true, member: true },
  { groups: ['configs', 'policies'], actions: WRITE, manager: true, member: false },
  {
    groups: ['providers', 'virtual_keys'],
    actions: VIEW,
    manager: 'managersViewProviders',
    member: 'membersViewProviders',
  },
  { groups: ['providers', 'virtual_keys'], actions: WRITE, manager: 'managersWriteProviders', member: false },
  {
    groups: ['organisation_integrations', 'organisation_mcp_integrations', 'organisation_agent_integrations'],
    actions: ['list'],
    manager: true,
    member: true,
  },
  {
    groups: ['workspace_integrations', 'workspace_mcp_integrations', 'workspace_agent_integrations'],
    actions: VIEW,
    manager: true,
    member: true,
  },
  { groups: ['workspace_integrations'], actions: WRITE, manager: 'managersWriteWsIntegrations', member: false },
  {
    groups: ['workspace_mcp_integrations', 'workspace_agent_integrations'],
    actions: WRITE,
    manager: 'managersWriteWsMcpIntegrations',
    member: false,
  },
  { groups: ['mcp_servers', 'agent_servers'], actions: VIEW, manager: true, member: true },
  { groups: ['mcp_servers', 'agent_servers'], actions: WRITE, manager: 'managersWriteMcpServers', member: false },
  { groups: ['models'], actions: ['list'], manager: true, member: true },
  { groups: ['feedbacks'], actions: ['read'], manager: true, member: true },
  { groups: ['analytics'], actions: ['view'], manager: 'managersViewAnalytics', member: 'membersViewAnalytics' },
  { groups: ['logs'], actions: ['list'], manager: 'managersViewLogsMetadata', member: 'membersViewLogsMetadata' },
  { groups: ['logs'], actions: ['view'], manager: 'managersViewLogs', member: 'membersViewLogs' },
  { groups: ['logs'], actions: ['export'], manager: 'managersViewLogs', member: false },
  // The rows of every key of the workspace, in place of one's own keys'.
  { groups: ['logs'], actions: ['read'], manager: 'managersViewAllData', member: 'membersViewAllData' },
];

/** What a member of a workspace may do there. */
export function workspacePowers(role: WorkspaceRole, toggles: Toggles): ReadonlySet<Scope> {
  const powers = new Set<Scope>();
  for (const row of WORKSPACE_POWERS) {
    if (!isOn(role === 'admin' ? true : row[role], toggles)) continue;
    for (const group of row.groups) {
      for (const action of row.actions) {
        const scope = `${group}.${action}`;
        if (isScope(scope)) powers.add(scope);
      }
    }
  }
  return powers;
}

/** What the role in the organisation gives by itself: owners and admins govern all of it, members nothing. */
export function organisationPowers(role: OrganisationRole, toggles: Toggles): ReadonlySet<Scope> {
  if (role === 'member') return NOTHING;
  const powers = new Set([...allowedScopes('organisation-service'), 'logs.read', 'models.list'].filter(isScope));
  if (!toggles.organisationAdminsViewLogs)
    for (const scope of ['logs.view', 'logs.export'] as const) powers.delete(scope);
  if (!toggles.organisationAdminsViewLogMetadata) powers.delete('logs.list');
  return powers;
}

const NOTHING: ReadonlySet<Scope> = new Set();

const isOn = (when: When, toggles: Toggles): boolean => (typeof when === 'string' ? toggles[when] : when);
