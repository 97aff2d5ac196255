/** Configs in the declarative file. */
import { isDeepStrictEqual } from 'node:util';
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import { createConfig } from '../configs/create.ts';
import { openConfig } from '../configs/secrets.ts';
import { inUsualSpelling } from '../../routing/spelling.ts';
import { updateConfig } from '../configs/update.ts';
import { resolveWorkspace } from '../tenancy.ts';
import type { DeclaredKind } from './kind.ts';
import type { Declaration } from './schemas.ts';

type Entry = Declaration['configs'][number];

export const declaredConfig: DeclaredKind<Entry, ConfigRecord> = {
  noun: 'config',
  nameOf: (row) => row.slug,
  async find(context, tx, entry) {
    const workspace = await resolveWorkspace(context, tx, entry.workspace_id);
    if (entry.slug) return tx.configs.findBySlug(workspace.id, entry.slug);
    return tx.configs.findByName(workspace.id, entry.name);
  },
  async isAsDeclared(context, _tx, { row, entry }) {
    return (
      entry.name === row.name &&
      (entry.isDefault === 1) === row.isDefault &&
      isDeepStrictEqual(inUsualSpelling(entry.config), openConfig(context, row))
    );
  },
  create: (context, entry) => createConfig(context, entry),
  update: (context, row, { name, config, isDefault }) =>
    updateConfig(context, { slug: row.slug, workspace_id: row.workspaceId, name, config, isDefault }),
};
