/**
 * What is sealed in the records, as queries. A column whose whole text is sealed is named `sealed…`; the compiler then asks
 * for its place here, without which a new master key would leave it behind.
 */
import type { SealedRepository, SealedRow } from '../ports/records/sealed.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import { requireReplaced } from './query-context.ts';
import type { QueryContext } from './query-context.ts';
import type { JsonText, Tables } from './schema.ts';

const THE_ONLY = 1;

type Db = QueryContext['db'];

/** Every `table.column` of a name that says sealed, but for the proof of the key itself. */
export type SealedColumn<All = Tables> = {
  [Table in Exclude<keyof All, 'masterKeyProof'> & string]: `${Table}.${Extract<keyof All[Table], `sealed${string}`>}`;
}[Exclude<keyof All, 'masterKeyProof'> & string];

/** Their routing objects are JSON with sealed members in it. */
type WithSealedMembers = 'configs.config' | 'configVersions.config';

interface Place {
  kind: SealedRow['kind'];
  list: (db: Db) => Promise<{ id: string; ownerId: string; text: string | null }[]>;
  write: (db: Db, id: string, text: string) => Promise<{ numUpdatedRows: bigint }>;
}

const asConfig = (text: string) => text as JsonText<Record<string, unknown>>;

const PLACES: Readonly<Record<SealedColumn | WithSealedMembers, Place>> = {
  'integrations.sealedCredentials': {
    kind: 'integration',
    list: (db) => db.selectFrom('integrations').select(['id', 'id as ownerId', 'sealedCredentials as text']).execute(),
    write: (db, id, sealedCredentials) =>
      db.updateTable('integrations').set({ sealedCredentials }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'secretReferences.sealedAuth': {
    kind: 'secret-reference',
    list: (db) => db.selectFrom('secretReferences').select(['id', 'id as ownerId', 'sealedAuth as text']).execute(),
    write: (db, id, sealedAuth) =>
      db.updateTable('secretReferences').set({ sealedAuth }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'secondFactors.sealedSecret': {
    kind: 'second-factor',
    list: (db) => db.selectFrom('secondFactors').select(['id', 'id as ownerId', 'sealedSecret as text']).execute(),
    write: (db, id, sealedSecret) =>
      db.updateTable('secondFactors').set({ sealedSecret }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'configs.config': {
    kind: 'config',
    list: (db) => db.selectFrom('configs').select(['id', 'id as ownerId', 'config as text']).execute(),
    write: (db, id, text) =>
      db
        .updateTable('configs')
        .set({ config: asConfig(text) })
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
  },
  'configVersions.config': {
    kind: 'config-version',
    list: (db) => db.selectFrom('configVersions').select(['id', 'configId as ownerId', 'config as text']).execute(),
    write: (db, id, text) =>
      db
        .updateTable('configVersions')
        .set({ config: asConfig(text) })
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
  },
  'apiKeys.sealedSecret': {
    kind: 'api-key',
    list: (db) => db.selectFrom('apiKeys').select(['id', 'id as ownerId', 'sealedSecret as text']).execute(),
    write: (db, id, sealedSecret) =>
      db.updateTable('apiKeys').set({ sealedSecret }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'guardrails.sealedDefinition': {
    kind: 'guardrail',
    list: (db) => db.selectFrom('guardrails').select(['id', 'id as ownerId', 'sealedDefinition as text']).execute(),
    write: (db, id, sealedDefinition) =>
      db.updateTable('guardrails').set({ sealedDefinition }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'guardrailVersions.sealedDefinition': {
    kind: 'guardrail-version',
    list: (db) =>
      db.selectFrom('guardrailVersions').select(['id', 'guardrailId as ownerId', 'sealedDefinition as text']).execute(),
    write: (db, id, sealedDefinition) =>
      db.updateTable('guardrailVersions').set({ sealedDefinition }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'notificationChannels.sealed': {
    kind: 'notification-channel',
    list: (db) => db.selectFrom('notificationChannels').select(['id', 'id as ownerId', 'sealed as text']).execute(),
    write: (db, id, sealed) =>
      db.updateTable('notificationChannels').set({ sealed }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'identityProviders.sealedSecret': {
    kind: 'identity-provider',
    list: (db) => db.selectFrom('identityProviders').select(['id', 'id as ownerId', 'sealedSecret as text']).execute(),
    write: (db, id, sealedSecret) =>
      db.updateTable('identityProviders').set({ sealedSecret }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
  'signInFlows.sealed': {
    kind: 'sign-in-flow',
    list: (db) =>
      db.selectFrom('signInFlows').select(['stateHash as id', 'stateHash as ownerId', 'sealed as text']).execute(),
    write: (db, id, sealed) =>
      db
        .updateTable('signInFlows')
        .set({ sealed })
        .where('stateHash', '=', id as KeyHash)
        .executeTakeFirstOrThrow(),
  },
  'directorySessions.sealedIdToken': {
    kind: 'directory-session',
    list: (db) =>
      db
        .selectFrom('directorySessions')
        .select(['sessionId as id', 'sessionId as ownerId', 'sealedIdToken as text'])
        .execute(),
    write: (db, id, sealedIdToken) =>
      db.updateTable('directorySessions').set({ sealedIdToken }).where('sessionId', '=', id).executeTakeFirstOrThrow(),
  },
  'standings.sealedRefreshToken': {
    kind: 'standing',
    list: (db) => db.selectFrom('standings').select(['id', 'id as ownerId', 'sealedRefreshToken as text']).execute(),
    write: (db, id, sealedRefreshToken) =>
      db.updateTable('standings').set({ sealedRefreshToken }).where('id', '=', id).executeTakeFirstOrThrow(),
  },
};

export function sealedRepository({ db }: QueryContext): SealedRepository {
  return {
    async list() {
      const found: SealedRow[] = [];
      for (const { kind, list } of Object.values(PLACES)) {
        for (const { id, ownerId, text } of await list(db)) if (text !== null) found.push({ kind, id, ownerId, text });
      }
      return found;
    },
    async replace({ kind, id, text }) {
      const place = Object.values(PLACES).find((one) => one.kind === kind);
      if (place === undefined) throw new Error(`Nothing is sealed in a ${kind}.`);
      requireReplaced(await place.write(db, id, text), id);
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
