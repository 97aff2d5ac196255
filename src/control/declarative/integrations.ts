/** Integrations in the declarative file. */
import { isDeepStrictEqual } from 'node:util';
import type { Integration } from '../../storage/ports/records.ts';
import { organisationOf } from '../context.ts';
import { createIntegration } from '../integrations/create.ts';
import { checkCredentials, openCredentials, requireProvider } from '../integrations/credentials.ts';
import { updateIntegration } from '../integrations/update.ts';
import { EVERYTHING } from '../listing.ts';
import { invalid } from '../parse.ts';
import type { DeclaredKind } from './kind.ts';
import { agrees } from './kind.ts';
import type { Declaration } from './schemas.ts';

type Entry = Declaration['integrations'][number];

export const declaredIntegration: DeclaredKind<Entry, Integration> = {
  noun: 'integration',
  nameOf: (row) => row.slug,
  async find(context, tx, entry) {
    if (entry.slug) return tx.integrations.findBySlug(organisationOf(context), entry.slug);
    const { rows } = await tx.integrations.list(organisationOf(context), EVERYTHING);
    return rows.find((row) => row.name === entry.name) ?? null;
  },
  async isAsDeclared(context, _tx, { row, entry }) {
    if (row.aiProviderId !== entry.ai_provider_id) {
      throw invalid('ai_provider_id', `integration "${row.slug}" is one of ${row.aiProviderId}, which cannot change`);
    }
    const stored = openCredentials(context, row);
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
