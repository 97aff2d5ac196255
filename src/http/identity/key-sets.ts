/** The public keys of identity providers: from the settings, or fetched, remembered, and fetched again when they roll over. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { JwtSettings } from '../../storage/ports/records/organisation-settings.ts';
import type { GetText } from '../outbound/get-text.ts';

/** Keys are published for days; a key that was taken back is refused after this at the latest. */
const FRESH_MS = 10 * 60_000;
/** A token with a key that nobody knows must not make a call each time. */
const MIN_BETWEEN_MS = 30_000;
const MAX_URLS = 1000;

interface Fetched {
  keys: JWTVerifyGetKey;
  ids: ReadonlySet<string>;
  at: number;
}

export interface KeySets {
  /** Those that hold the key of that id, where any do. `now` in ms since the epoch. Rejects where none can be had. */
  keysFor(settings: JwtSettings, keyId: string, now: number): Promise<JWTVerifyGetKey>;
}

export function createKeySets(getText: GetText): KeySets {
  const fetched = new BoundedMap<Fetched>(MAX_URLS);
  const asked = new BoundedMap<{ at: number; answer: Promise<Fetched> }>(MAX_URLS);
  const fetchOnce = (url: string, now: number): Promise<Fetched> => {
    const last = asked.get(url);
    if (last !== undefined && now - last.at < MIN_BETWEEN_MS) return last.answer;
    const answer = fetchSet(getText, url, now);
    asked.set(url, { at: now, answer });
    answer.then((set) => fetched.set(url, set)).catch(() => undefined);
    return answer;
  };
  return {
    async keysFor({ jwks, jwksUrl: url }, keyId, now) {
      if (jwks !== null) return createLocalJWKSet(jwks as JSONWebKeySet);
      if (url === null) throw new Error('settings with neither keys nor their address');
      const known = fetched.get(url);
      const isFresh = known !== undefined && now - known.at < FRESH_MS;
      if (known !== undefined && isFresh && known.ids.has(keyId)) return known.keys;
      try {
        return (await fetchOnce(url, now)).keys;
      } catch (cause) {
        // Stale keys are better than none: who was taken back is refused as soon as the set can be fetched again.
        if (known !== undefined) return known.keys;
        throw new GatewayError('credentials_unreachable', 'The keys of the identity provider cannot be fetched.', {
          hint: 'This is for whoever runs the gateway: see jwks_url in the settings of the organisation.',
          cause,
        });
      }
    },
  };
}

async function fetchSet(getText: GetText, url: string, now: number): Promise<Fetched> {
  const { status, body } = await getText(url);
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  const set = JSON.parse(body) as JSONWebKeySet;
  const keys = createLocalJWKSet(set);
  return { keys, ids: new Set(set.keys.map(({ kid }) => kid ?? '')), at: now };
}
