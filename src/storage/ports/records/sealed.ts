/** Everything sealed in the records, of every tenant and whatever its status: for a new master key. */

export interface SealedRow {
  kind:
    | 'integration'
    | 'secret-reference'
    | 'second-factor'
    | 'config'
    | 'config-version'
    | 'api-key'
    | 'guardrail'
    | 'guardrail-version'
    | 'notification-channel'
    | 'identity-provider'
    | 'sign-in-flow'
    | 'directory-session'
    | 'standing';
  id: string;
  /** What is sealed in it is bound to this id: the row's own, or of a version that of what it is a version of. */
  ownerId: string;
  /** One sealed text; of configs the whole routing object as JSON, with sealed members in it. */
  text: string;
}

export interface SealedRepository {
  list(): Promise<SealedRow[]>;
  /** Throws when the row is gone. */
  replace(row: SealedRow): Promise<void>;
  /** What proves a master key: sealed with the one that holds; null = no key was ever rotated. */
  proof(): Promise<string | null>;
  writeProof(sealed: string): Promise<void>;
}
