/** Integrations in the declarative file. */
import { isDeepStrictEqual } from 'node:util';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import { createIntegration } from '../integrations/create.ts';
import { checkCredentials, openCredentials, requireProvider } from '../integrations/credentials.ts';
import { updateIntegration } from '../integrations/update.ts';
import { invalid } from '../parse.ts';
import type { DeclaredKind } from './kind.ts';
import { agrees } from './kind.ts';
import type { Declaration } from './schemas.ts';

type Entry = Declaration['integrations'][number];

export const declaredIntegration: DeclaredKind<Entry, Integration> = {
  noun: 'integration',
  nameOf: (row) => row.slug,
  find: (_context, tx, entry) =>
    entry.slug ? tx.integrations.findBySlug(entry.slug) : tx.integrations.findByName(entry.name),
  async isAsDeclared(context, _tx, { row, entry }) {
    if (row.aiProviderId !== entry.ai_provider_id) {
      throw invalid('ai_provider_id', `integration "${row.slug}" is one of ${row.aiProviderId}, which cannot change`);
    }
    const { key, configurations } = openCredentials(context, row);
    const stored = { key, configurations };
    const wanted = checkCredentials(context, requireProvider(context, row.aiProviderId), {
      key: entry.key === undefined ? stored.key : entry.key,
      configurations: { ...stored.configurations, ...entry.configurations },
    });
    return entry.name === row.name && agrees(entry.description, row.description) && isDeepStrictEqual(wanted, stored);
  },
  create: (context, entry) => createIntegration(context, entry),
  update: (context, row, { name, key, description, configurations }) =>
    updateIntegration(context, { slug: row.slug, name, key, description, configurations }),
};
