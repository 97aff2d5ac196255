/** API keys in the declarative file: known by their name, because their text may change. */
import { isDeepStrictEqual } from 'node:util';
import type { ApiKeyRecord, ApiKeyType } from '../../storage/ports/records/api-keys.ts';
import { createApiKey } from '../api-keys/create.ts';
import { mergeDefaults } from '../api-keys/defaults.ts';
import { updateApiKey } from '../api-keys/update.ts';
import { toMs } from '../fields.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { invalid } from '../parse.ts';
import { resolveWorkspace } from '../tenancy.ts';
import type { DeclaredKind } from './kind.ts';
import { agrees } from './kind.ts';
import type { Declaration } from './schemas.ts';

type Entry = Declaration['api_keys'][number];

const PATH_OF_TYPE = {
  'organisation-service': { type: 'organisation', sub_type: 'service' },
  'workspace-service': { type: 'workspace', sub_type: 'service' },
  'workspace-user': { type: 'workspace', sub_type: 'user' },
} as const satisfies Record<ApiKeyType, object>;

export const declaredApiKey: DeclaredKind<Entry, ApiKeyRecord> = {
  noun: 'api_key',
  nameOf: (row) => row.name,
  async find(context, tx, entry) {
    const pinned = entry.type !== 'organisation-service';
    const workspaceId = pinned ? (await resolveWorkspace(context, tx, entry.workspace_id)).id : null;
    return tx.apiKeys.findByName(workspaceId, entry.name);
  },
  async isAsDeclared(_context, tx, { row, entry }) {
    if (row.type !== entry.type) throw invalid('type', `API key "${row.name}" is a ${row.type}, which cannot change`);
    if (!agrees(entry.user_id, row.userId)) throw invalid('user_id', `API key "${row.name}" belongs to another user`);
    const expiresAt = entry.expires_at === undefined ? undefined : toMs(entry.expires_at);
    return (
      hashKey(entry.key) === row.hash &&
      agrees(entry.description, row.description) &&
      agrees(expiresAt, row.expiresAt) &&
      isDeepStrictEqual(new Set(entry.scopes ?? row.scopes), new Set(row.scopes)) &&
      isDeepStrictEqual(await mergeDefaults(tx, row, entry.defaults), row.defaults)
    );
  },
  create: (context, { key, type, ...fields }) => createApiKey(context, { ...fields, ...PATH_OF_TYPE[type] }, key),
  update: (context, row, { key, description, scopes, defaults, expires_at }) =>
    updateApiKey(context, { id: row.id, description, scopes, defaults, expires_at }, key),
};
