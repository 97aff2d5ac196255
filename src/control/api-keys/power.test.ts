import { describe, expect, it } from 'vitest';
import type { ApiKeyType } from '../../storage/ports/records/api-keys.ts';
import { openWorld } from '../control.suite.ts';
import type { ControlContext } from '../context.ts';
import { checkScopes, holdsKeyScope, requireKeyScope, requireSomeKeyScope } from './power.ts';

const GROUPS: [ApiKeyType, string][] = [
  ['organisation-service', 'organisation_service_api_keys'],
  ['workspace-service', 'workspace_service_api_keys'],
  ['workspace-user', 'workspace_user_api_keys'],
];
const ACTIONS = ['create', 'read', 'update', 'delete', 'list'] as const;

const { context, organisationId, workspaceId } = await openWorld();
const holding = (...scopes: string[]): ControlContext =>
  context({ kind: 'api-key', id: 'key-1', type: 'workspace-service', organisationId, workspaceId, scopes });

describe.each(GROUPS)('who may do one thing, to keys of type %s', (type, group) => {
  it.each(ACTIONS)('may %s them, and is let in where any power over keys would do', (action) => {
    const holder = holding(`${group}.${action}`);
    expect(() => requireKeyScope(holder, type, action)).not.toThrow();
    expect(() => requireSomeKeyScope(holder, action)).not.toThrow();
    expect(holdsKeyScope(holder, type, action)).toBe(true);
  });

  it.each(ACTIONS)('may not %s keys of another type', (action) => {
    const holder = holding(`${group}.${action}`);
    for (const [other, otherGroup] of GROUPS.filter(([one]) => one !== type)) {
      expect(() => requireKeyScope(holder, other, action)).toThrow(`lacks the scope ${otherGroup}.${action}.`);
      expect(holdsKeyScope(holder, other, action)).toBe(false);
    }
  });

  it.each(ACTIONS)('may do nothing else than %s', (action) => {
    for (const other of ACTIONS.filter((one) => one !== action)) {
      expect(() => requireKeyScope(holding(`${group}.${action}`), type, other)).toThrow(`${group}.${other}`);
      expect(() => requireSomeKeyScope(holding(`${group}.${action}`), other)).toThrow('lacks the scope');
    }
  });
});

it('who has no power over keys gets every scope that would do', () => {
  expect(() => requireSomeKeyScope(holding('configs.read'), 'list')).toThrow(
    'lacks the scope workspace_service_api_keys.list or workspace_user_api_keys.list or organisation_service_api_keys.list.',
  );
});

it('a key is given each scope once, and none that its type cannot hold', () => {
  expect(checkScopes('workspace-user', ['logs.view', 'configs.read', 'logs.view'])).toEqual([
    'logs.view',
    'configs.read',
  ]);
  expect(() => checkScopes('workspace-user', ['logs.view', 'workspace_user_api_keys.create'])).toThrow(
    'scopes[1]: a key of type workspace-user cannot hold "workspace_user_api_keys.create"',
  );
});
