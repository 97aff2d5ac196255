/** What was fetched for each secret reference, when, and what went wrong: in memory only. */
import type { Clock } from '../../kernel/clock.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret-value.ts';
import type { SecretReference } from '../../storage/ports/records/secret-references.ts';
import type { OpenReference } from './manager-parts.ts';

/** The contract's five minutes. */
const REFRESH_MS = 5 * 60_000;
/** After a fetch that failed. */
const RETRY_MS = 15_000;
/** A manager that cannot be reached leaves the last value in force for so long, and no longer. */
const STALE_MS = 60 * 60_000;

export interface Keeping {
  clock: Clock;
  /** null = there is none any more. */
  find(organisationId: SecretReference['organisationId'], id: string): Promise<SecretReference | null>;
  open(reference: SecretReference): OpenReference;
  ask(reference: OpenReference): Promise<Secret>;
  onFailure(reference: SecretReference, error: unknown): void;
}

export interface KeptSecret {
  organisationId: SecretReference['organisationId'];
  id: string;
  /** null = it was not looked up yet. */
  reference: SecretReference | null;
  /** null = there is no value that may be used. */
  secret: Secret | null;
  /** Monotonic ms. */
  fetchedAt: number;
  dueAt: number;
  /** Why the last fetch failed; null = it did not. */
  problem: string | null;
  /** It failed because the manager cannot be reached, which may pass. */
  isAway: boolean;
  /** Ids of the integrations that use it. */
  users: Set<string>;
  running: Promise<void> | null;
}

export class KeptSecrets {
  readonly #with: Keeping;
  readonly #kept = new Map<string, KeptSecret>();

  constructor(keeping: Keeping) {
    this.#with = keeping;
  }

  all(): KeptSecret[] {
    return [...this.#kept.values()];
  }

  /** One that is new is due at once. */
  get(organisationId: KeptSecret['organisationId'], id: string): KeptSecret {
    const known = this.#kept.get(id);
    if (known !== undefined) return known;
    const begun = {
      reference: null,
      secret: null,
      fetchedAt: 0,
      dueAt: 0,
      problem: null,
      isAway: false,
      running: null,
    };
    const made: KeptSecret = { organisationId, id, ...begun, users: new Set() };
    this.#kept.set(id, made);
    return made;
  }

  store(one: KeptSecret, { reference, secret }: { reference: SecretReference; secret: Secret }): void {
    one.reference = reference;
    one.secret = secret;
    one.fetchedAt = this.#with.clock.elapsed();
    one.dueAt = one.fetchedAt + REFRESH_MS;
    one.problem = null;
    one.isAway = false;
  }

  /** Fetches it, once for all who ask meanwhile. Whether it has another value than before. */
  async update(one: KeptSecret): Promise<boolean> {
    const before = JSON.stringify(one.secret);
    one.running ??= this.#load(one).finally(() => (one.running = null));
    await one.running;
    return before !== JSON.stringify(one.secret);
  }

  forgetUnused(): void {
    for (const { id, users } of this.all()) if (users.size === 0) this.#kept.delete(id);
  }

  async #load(one: KeptSecret): Promise<void> {
    const { find, ask, open } = this.#with;
    try {
      const reference = await find(one.organisationId, one.id);
      if (reference === null || reference.status !== 'active') {
        this.#kept.delete(one.id);
        one.secret = null;
        one.isAway = false;
        one.problem = 'There is no such secret reference any more.';
        return;
      }
      one.reference = reference;
      this.store(one, { reference, secret: await ask(open(reference)) });
    } catch (error) {
      this.#fail(one, error);
    }
  }

  /** Out of reach is not gone: the last value stays for a while. What its manager refuses ends at once. */
  #fail(one: KeptSecret, error: unknown): void {
    const now = this.#with.clock.elapsed();
    one.problem = error instanceof Error ? error.message : String(error);
    one.dueAt = now + RETRY_MS;
    one.isAway = error instanceof GatewayError && error.code === 'credentials_unreachable';
    if (!one.isAway || now - one.fetchedAt > STALE_MS) one.secret = null;
    if (one.reference !== null) this.#with.onFailure(one.reference, error);
  }
}
