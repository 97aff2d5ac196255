/** Providers in the declarative file. */
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import { toMs } from '../fields.ts';
import { lookUpIntegration } from '../integrations/find.ts';
import { invalid } from '../parse.ts';
import { createProvider } from '../providers/create.ts';
import { updateProvider } from '../providers/update.ts';
import { resolveWorkspace } from '../tenancy.ts';
import type { DeclaredKind } from './kind.ts';
import { agrees } from './kind.ts';
import type { Declaration } from './schemas.ts';

type Entry = Declaration['providers'][number];

export const declaredProvider: DeclaredKind<Entry, ProviderRecord> = {
  noun: 'provider',
  nameOf: (row) => row.slug,
  async find(context, tx, entry) {
    const workspace = await resolveWorkspace(context, tx, entry.workspace_id);
    if (entry.slug) return tx.providers.findBySlug(workspace.id, entry.slug);
    return tx.providers.findByName(workspace.id, entry.name);
  },
  async isAsDeclared(context, tx, { row, entry }) {
    const integration = await lookUpIntegration(context, tx, entry.integration_id);
    if (integration?.id !== row.integrationId) {
      throw invalid('integration_id', `provider "${row.slug}" is one of another integration, which cannot change`);
    }
    const expiresAt = entry.expires_at === undefined ? undefined : toMs(entry.expires_at);
    return entry.name === row.name && agrees(entry.note, row.note) && agrees(expiresAt, row.expiresAt);
  },
  create: (context, entry) => createProvider(context, entry),
  update: (context, row, { name, note, expires_at }) =>
    updateProvider(context, { slug: row.slug, workspace_id: row.workspaceId, name, note, expires_at }),
};
