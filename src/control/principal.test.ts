import { describe, expect, it } from 'vitest';
import type { OrganisationId } from '../kernel/ids.ts';
import { powersOf, principalName, type Principal } from './principal.ts';
import { ALL_SCOPES, allowedScopes } from './scopes.ts';

const organisationId = 'o' as OrganisationId;
const key = (scopes: string[]): Principal => ({
  kind: 'api-key',
  id: 'k',
  type: 'workspace-service',
  organisationId,
  workspaceId: null,
  scopes,
});

describe('the powers of a principal', () => {
  it('are those of its key, and a name that is no scope gives none', () => {
    expect([...powersOf(key(['logs.view', 'everything', '*', 'logs']))]).toEqual(['logs.view']);
    expect(powersOf(key([])).size).toBe(0);
  });

  it('are every one for the operator’s own file', () => {
    expect(powersOf({ kind: 'declarative-file', organisationId })).toBe(ALL_SCOPES);
    for (const type of ['organisation-service', 'workspace-service', 'workspace-user'] as const) {
      expect([...ALL_SCOPES]).toEqual(expect.arrayContaining(allowedScopes(type)));
    }
  });

  it('are none at the first start', () => {
    expect(powersOf({ kind: 'bootstrap' }).size).toBe(0);
  });
});

it('is named in the trail by its key, or by what it is', () => {
  expect([key([]), { kind: 'bootstrap' } as const].map(principalName)).toEqual(['k', 'bootstrap']);
});
