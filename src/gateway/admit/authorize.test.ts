import { describe, expect, it } from 'vitest';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { countTokens } from '../endpoints/count-tokens.ts';
import { embeddings } from '../endpoints/embeddings.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { models } from '../endpoints/list-models.ts';
import { messages } from '../endpoints/messages.ts';
import { NO_LIMITS } from '../../routing/compiled-limits.ts';
import type { CompiledKey, CompiledWorkspace } from '../snapshot/snapshot.ts';
import { authorize } from './authorize.ts';

const organisationId = 'o' as OrganisationId;
const workspace: CompiledWorkspace = {
  id: 'w' as WorkspaceId,
  organisationId,
  slug: 'ws-1',
  metadata: {},
  providers: new Map(),
  configs: new Map(),
  guardrails: { input: [], output: [] },
  limits: NO_LIMITS,
};

interface Caller extends Partial<Pick<CompiledKey, 'workspaceId' | 'userId' | 'metadata'>> {
  scopes?: string[];
}

const ROWS = { messages, messagesCountTokens: countTokens, embed: embeddings, listModels: models };
type Operation = keyof typeof ROWS;

function ask(operation: Operation, { scopes = [], ...key }: Caller, metadata?: string) {
  const exchange = {
    caller: { organisationId, workspaceId: workspace.id, userId: null, metadata: {}, ...key, scopes: new Set(scopes) },
    route: { endpoint: ROWS[operation] satisfies Endpoint },
    headers: { 'x-portkey-metadata': metadata },
    snapshot: { workspaces: new Map([[workspace.id, workspace]]) },
    notes: [],
  };
  return authorize.run(exchange as never, { metadataHeaders: [] } as never);
}

describe('a key that may not do what is asked', () => {
  it.each<[Operation, readonly string[]]>([
    ['messages', ['models.list', 'virtual_keys.list', 'logs.list', 'completions.read', 'completions.write.x']],
    ['messagesCountTokens', ['models.list', 'virtual_keys.list']],
    ['embed', ['models.list', 'virtual_keys.list']],
    ['listModels', ['logs.list']],
  ])('is refused for %s, whatever else it may do', (operation, scopes) => {
    const refused = expect.objectContaining({ code: 'missing_scope', status: 403 }) as Error;
    expect(() => ask(operation, { scopes: [...scopes] })).toThrow(refused);
    expect(() => ask(operation, { scopes: [] })).toThrow(refused);
  });

  it('learns which scope it lacks', () => {
    expect(() => ask('listModels', {})).toThrow('This key lacks the scope models.list.');
  });

  it('is refused as an admin key, even with every scope', () => {
    const admin = { workspaceId: null, scopes: ['completions.write', 'models.list'] };
    const refused = expect.objectContaining({ code: 'admin_key_on_inference', status: 403 }) as Error;
    expect(() => ask('messages', admin)).toThrow(refused);
    expect(() => ask('listModels', admin)).toThrow(refused);
  });
});

describe('a key with one scope', () => {
  it.each<[Operation, string]>([
    ['messages', 'completions.write'],
    ['messagesCountTokens', 'completions.write'],
    ['embed', 'completions.write'],
    ['listModels', 'models.list'],
    ['listModels', 'completions.write'],
    ['listModels', 'virtual_keys.list'],
  ])('may ask for %s with %s', (operation, scope) => {
    expect(ask(operation, { scopes: [scope] })).toEqual({ workspace, metadata: {} });
  });
});

it('a caller cannot write metadata over what its key and its user say', () => {
  const key = { scopes: ['completions.write'], userId: 'u-7', metadata: { team: 'blue' } };
  const own = JSON.stringify({ team: 'red', _user: 'somebody-else', task: 'title' });
  expect(ask('messages', key, own)).toMatchObject({ metadata: { team: 'blue', _user: 'u-7', task: 'title' } });
});
