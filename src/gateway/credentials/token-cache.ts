/** Keeps tokens, renews them before they end, and fetches each once at a time. */
import { createHash } from 'node:crypto';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';

export interface Issued<Token> {
  token: Token;
  /** ms. */
  expiresInMs: number;
}

export interface TokenCache<Token> {
  /** Synchronous while a cached token is good. Rejects with what `fetch` rejects with. */
  get(key: string, fetch: () => Promise<Issued<Token>>): Token | Promise<Token>;
  /** Forgets the token of the key, unless a newer one has taken its place. */
  drop(key: string, refused: (token: Token) => boolean): void;
}

/** Google's own libraries renew this early (eagerRefreshThresholdMillis of google-auth-library). */
const RENEW_BEFORE_MS = 5 * 60 * 1000;
/** A token this close to its end is no longer sent. */
const UNUSABLE_BEFORE_MS = 10 * 1000;
/** Requests may bring credentials of their own, so that they are without number. */
const MAX_TOKENS = 10_000;

interface Entry<Token> {
  token: Token | null;
  expiresAt: number;
  flight: Promise<Token> | null;
}

export function createTokenCache<Token>({ clock }: { clock: Clock }): TokenCache<Token> {
  const entries = new BoundedMap<Entry<Token>>(MAX_TOKENS);
  const fetched = async (key: string, fetch: () => Promise<Issued<Token>>): Promise<Token> => {
    const { token, expiresInMs } = await fetch();
    entries.set(key, { token, expiresAt: clock.now() + expiresInMs, flight: null });
    return token;
  };
  const fly = (key: string, fetch: () => Promise<Issued<Token>>): Promise<Token> => {
    const entry = entries.get(key) ?? { token: null, expiresAt: 0, flight: null };
    entry.flight ??= fetched(key, fetch).finally(() => {
      entry.flight = null;
      if (entry.token === null && entries.get(key) === entry) entries.delete(key);
    });
    entries.set(key, entry);
    return entry.flight;
  };
  return {
    get(key, fetch) {
      const entry = entries.get(key);
      const left = (entry?.expiresAt ?? 0) - clock.now();
      if (entry === undefined || entry.token === null || left <= UNUSABLE_BEFORE_MS) return fly(key, fetch);
      // The old token still works: a failed early renewal is reported when the old one has run out.
      if (left <= RENEW_BEFORE_MS) fly(key, fetch).catch(() => undefined);
      return entry.token;
    },
    drop(key, refused) {
      const token = entries.get(key)?.token ?? null;
      if (token !== null && refused(token)) entries.delete(key);
    },
  };
}

const keysOf = new WeakMap<object, string>();

/** The material takes part: a rotated secret under the same name must not be served the old token. */
export function keyOf(source: object): string {
  let key = keysOf.get(source);
  if (key === undefined) {
    key = createHash('sha256').update(JSON.stringify(source)).digest('hex');
    keysOf.set(source, key);
  }
  return key;
}
