import { describe, expect, it } from 'vitest';
import { allowedScopes, defaultScopes } from './scopes.ts';

const TYPES = ['organisation-service', 'workspace-service', 'workspace-user'] as const;

describe('the table of scopes', () => {
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

  it.each(TYPES)('names each scope of %s once', (type) => {
    expect(new Set(allowedScopes(type)).size).toBe(allowedScopes(type).length);
  });
});
