/** Which migrations leave the version before them running. */
import { describe, expect, it } from 'vitest';
import { isAdditive, type Migration } from './migration.ts';
import { MIGRATIONS } from './migrations/registry.gen.ts';

const additive = (...statements: string[]): boolean => isAdditive({ name: '9999-x', statements });

describe('a migration', () => {
  it('leaves the version before it running when it only adds', () => {
    expect(additive('create table futures (id text not null)', 'create unique index f on futures (id)')).toBe(true);
    expect(additive('alter table configs add column colour text')).toBe(true);
    expect(additive(`alter table configs add column colour text not null default 'blue'`)).toBe(true);
    expect(additive('create index c on configs (name)')).toBe(true);
    expect(additive('create table futures (id text)', 'insert into futures (id) select id from users')).toBe(true);
  });

  it.each([
    'alter table configs add column colour text not null',
    'create unique index c on configs (name)',
    'drop table configs',
    'alter table configs rename to settings',
    'alter table configs drop column name',
    `update configs set name = ''`,
    `insert into configs (id) select id from users`,
  ])('does not with: %s', (statement) => {
    expect(additive(statement)).toBe(false);
  });

  it('does not when it fills columns, because the other version writes rows without them', () => {
    expect(isAdditive({ name: '9999-x', statements: [], fill: () => Promise.resolve() })).toBe(false);
  });

  /** From here on, two versions run side by side while one replaces the other. */
  const later = MIGRATIONS.filter(({ name }: Migration) => name > '0014');
  it.each(later.map((migration) => [migration.name, migration] as const))(
    '%s says why, if the version before cannot run on it',
    (_, migration) => {
      expect(isAdditive(migration) || migration.breaks !== undefined).toBe(true);
    },
  );
});
