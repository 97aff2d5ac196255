import { describe, expect, it } from 'vitest';
import { allowedScopes, defaultScopes } from './scopes.ts';

const TYPES = ['organisation-service', 'workspace-service', 'workspace-user'] as const;

const CRUDL = 'create read update delete list';

/** The contract's matrix (contract#scopes) as it is published: groups, and what each kind of key may do with them. */
const PUBLISHED: [groups: string, admin: string, service: string, user: string][] = [
  ['organisation_users organisation_guardrails deployments secret_references', CRUDL, '', ''],
  ['organisation_service_api_keys', `${CRUDL} rotate`, '', ''],
  ['organisation_settings', 'read update', '', ''],
  ['organisation_exclusions', 'update list', '', ''],
  ['audit_logs', 'list', '', ''],
  ['plugins', 'create update list', '', ''],
  ['workspaces', CRUDL, 'read update list', 'read update list'],
  ['workspace_service_api_keys workspace_user_api_keys', `${CRUDL} rotate`, `${CRUDL} rotate`, ''],
  ['prompts', `${CRUDL} publish`, `${CRUDL} publish render`, `${CRUDL} publish render`],
  ['workspace_users configs providers policies mcp_servers agent_servers', CRUDL, CRUDL, CRUDL],
  ['workspace_integrations workspace_mcp_integrations workspace_agent_integrations', CRUDL, CRUDL, CRUDL],
  ['guardrails', CRUDL, `${CRUDL} invoke`, `${CRUDL} invoke`],
  ['virtual_keys', `${CRUDL} duplicate copy`, `${CRUDL} duplicate copy`, `${CRUDL} duplicate copy`],
  ['organisation_integrations organisation_mcp_integrations organisation_agent_integrations', CRUDL, 'list', 'list'],
  ['mcp agents', '', 'invoke', 'invoke'],
  ['completions feedbacks', '', 'read write', 'read write'],
  ['models', '', 'list', 'list'],
  ['analytics', 'view', 'view', 'view'],
  ['logs', 'export list view', 'export list view write read', 'export list view write read'],
];

/** `column`: of PUBLISHED. */
function publishedFor(column: 1 | 2 | 3): string[] {
  return PUBLISHED.flatMap((row) => {
    const actions = row[column].split(' ').filter((action) => action !== '');
    return row[0].split(' ').flatMap((group) => actions.map((action) => `${group}.${action}`));
  });
}

describe('the table of scopes', () => {
  it.each([
    ['organisation-service', 1],
    ['workspace-service', 2],
    ['workspace-user', 3],
  ] as const)('gives keys of type %s what the contract does, no more and no less', (type, column) => {
    expect(allowedScopes(type).toSorted()).toEqual(publishedFor(column).toSorted());
  });

  it('lets no admin key call a model', () => {
    const held = allowedScopes('organisation-service');
    expect(held.filter((scope) => scope.startsWith('completions.') || scope.endsWith('.invoke'))).toEqual([]);
  });

  it('lets no workspace key govern the organisation', () => {
    for (const type of ['workspace-service', 'workspace-user'] as const) {
      const governing = allowedScopes(type).filter((scope) => scope.startsWith('organisation_'));
      expect(governing.every((scope) => scope.endsWith('_integrations.list'))).toBe(true);
    }
  });

  it('lets no user key make keys', () => {
    expect(allowedScopes('workspace-user').filter((scope) => scope.includes('api_keys'))).toEqual([]);
  });

  it.each(TYPES)('gives a key of type %s no scope by default that it may not hold', (type) => {
    expect(allowedScopes(type)).toEqual(expect.arrayContaining(defaultScopes(type)));
  });

  it('gives who asked for nothing all that an admin key may hold, and else just what inference needs', () => {
    expect(defaultScopes('organisation-service')).toEqual(allowedScopes('organisation-service'));
    expect(defaultScopes('workspace-service')).toEqual(['completions.write', 'prompts.read']);
    expect(defaultScopes('workspace-user')).toEqual(['completions.write', 'prompts.read']);
  });

  it.each(TYPES)('names each scope of %s once', (type) => {
    expect(new Set(allowedScopes(type)).size).toBe(allowedScopes(type).length);
  });
});
