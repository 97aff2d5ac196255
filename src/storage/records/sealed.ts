/** What is sealed in the records, as queries. A noun that seals something has its table here. */
import type { SealedRepository, SealedRow } from '../ports/records/sealed.ts';
import { requireReplaced } from './query-context.ts';
import type { QueryContext } from './query-context.ts';
import type { JsonText } from './schema.ts';

const THE_ONLY = 1;

export function sealedRepository({ db }: QueryContext): SealedRepository {
  return {
    async list() {
      const integrations = await db.selectFrom('integrations').select(['id', 'sealedCredentials as text']).execute();
      const configs = await db.selectFrom('configs').select(['id', 'config as text']).execute();
      const versions = await db.selectFrom('configVersions').select(['id', 'configId', 'config as text']).execute();
      const keys = await db
        .selectFrom('apiKeys')
        .select(['id', 'sealedSecret as text'])
        .where('sealedSecret', 'is not', null)
        .execute();
      const guardrails = await db.selectFrom('guardrails').select(['id', 'sealedDefinition as text']).execute();
      const guardrailVersions = await db
        .selectFrom('guardrailVersions')
        .select(['id', 'guardrailId as ownerId', 'sealedDefinition as text'])
        .execute();
      const channels = await db.selectFrom('notificationChannels').select(['id', 'sealed as text']).execute();
      const own = (kind: SealedRow['kind']) => (row: { id: string; text: string | null }) => ({
        kind,
        id: row.id,
        ownerId: row.id,
        text: row.text ?? '',
      });
      return [
        ...integrations.map(own('integration')),
        ...configs.map(own('config')),
        ...versions.map(({ id, configId, text }) => ({ kind: 'config-version' as const, id, ownerId: configId, text })),
        ...keys.map(own('api-key')),
        ...guardrails.map(own('guardrail')),
        ...guardrailVersions.map((row) => ({ kind: 'guardrail-version' as const, ...row })),
        ...channels.map(own('notification-channel')),
      ];
    },
    async replace({ kind, id, text }) {
      requireReplaced(await WRITERS[kind](db, id, text), id);
    },
    async proof() {
      const row = await db.selectFrom('masterKeyProof').selectAll().where('id', '=', THE_ONLY).executeTakeFirst();
      return row?.sealed ?? null;
    },
    async writeProof(sealed) {
      const insert = db.insertInto('masterKeyProof').values({ id: THE_ONLY, sealed });
      await insert.onConflict((known) => known.column('id').doUpdateSet({ sealed })).execute();
    },
  };
}

type Db = QueryContext['db'];
type Write = (db: Db, id: string, text: string) => Promise<{ numUpdatedRows: bigint }>;
const asConfig = (text: string) => text as JsonText<Record<string, unknown>>;

/** Where each kind is written. */
const WRITERS: Readonly<Record<SealedRow['kind'], Write>> = {
  integration: (db, id, sealedCredentials) =>
    db.updateTable('integrations').set({ sealedCredentials }).where('id', '=', id).executeTakeFirstOrThrow(),
  config: (db, id, text) =>
    db
      .updateTable('configs')
      .set({ config: asConfig(text) })
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  'config-version': (db, id, text) =>
    db
      .updateTable('configVersions')
      .set({ config: asConfig(text) })
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  guardrail: (db, id, sealedDefinition) =>
    db.updateTable('guardrails').set({ sealedDefinition }).where('id', '=', id).executeTakeFirstOrThrow(),
  'guardrail-version': (db, id, sealedDefinition) =>
    db.updateTable('guardrailVersions').set({ sealedDefinition }).where('id', '=', id).executeTakeFirstOrThrow(),
  'notification-channel': (db, id, sealed) =>
    db.updateTable('notificationChannels').set({ sealed }).where('id', '=', id).executeTakeFirstOrThrow(),
  'api-key': (db, id, sealedSecret) =>
    db.updateTable('apiKeys').set({ sealedSecret }).where('id', '=', id).executeTakeFirstOrThrow(),
};
