/** What the nouns of the records have in common: their life, and how they are listed. */

/** Soft delete: an archived row stays for the log's sake, and is in no list, under no slug and not in the data plane. */
export type RecordStatus = 'active' | 'archived';

/** 0-based, as in the admin API. */
export interface Page {
  currentPage: number;
  pageSize: number;
}

export interface Listed<Row> {
  /** Of all pages together. */
  total: number;
  rows: Row[];
}

/**
 * One noun inside one organisation. Rows of another organisation do not exist here: they are not found, not listed and
 * not replaced, and inserting one throws. Lists and finders by name are ordered by the database, newest first.
 */
export interface Repository<Row> {
  /** Throws SlugTakenError where another active row has the slug. */
  insert(row: Row): Promise<void>;
  /** By id, whatever its status. Replaces the whole row. Throws when there is none, and SlugTakenError. */
  replace(row: Row): Promise<void>;
  /** Archived rows too. */
  findById(id: string): Promise<Row | null>;
}

/** Thrown by `insert` and `replace` when another active row already has the slug, or a key the same text. */
export class SlugTakenError extends Error {
  readonly slug: string;
  constructor(slug: string, cause?: unknown) {
    super(`The slug "${slug}" is already taken.`, cause === undefined ? undefined : { cause });
    this.name = 'SlugTakenError';
    this.slug = slug;
  }
}
