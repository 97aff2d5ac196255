/** The secrets of an exchange, by value: every gateway key, and the credentials that its attempts used. */
import { BoundedMap } from '../kernel/bounded-map.ts';
import { hashKey } from '../kernel/key-hash.ts';
import { formsOf, type KnownSecrets } from '../kernel/secrets/mask.ts';
import { presentedKey } from './admit/gateway-key.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import type { Reached } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { isOwnKey, type Snapshot } from './snapshot/snapshot.ts';

/** `sentCredentials` grows with every attempt: compute anew after one. Without an outcome nothing was sent. */
export function knownSecrets(
  { headers, snapshot }: Pick<Reached, 'headers' | 'snapshot'>,
  outcome?: Pick<Outcome, 'sentCredentials'>,
): KnownSecrets {
  const values = new Set(outcome?.sentCredentials);
  const presented = keyIn(headers);
  if (presented !== null) values.add(presented);
  return { isSecret: (word) => isKey(snapshot, word), forms: formsOf(values) };
}

/** The credential itself: `Bearer` is the scheme, and no secret. */
export function credentialIn(header: string): string {
  return header.replace(/^(?:bearer|basic)\s+/i, '').trim();
}

/** Also one that is not known: a wrong character makes a key no less of a secret. */
function keyIn(headers: RequestHeaders): string | null {
  try {
    return presentedKey(headers);
  } catch {
    return headers['x-portkey-api-key'] ?? null;
  }
}

/** The same ids and names come with every request, and to look one up takes a hash of it. By configuration. */
const looked = new WeakMap<Snapshot['keys'], BoundedMap<boolean>>();
const MAX_LOOKED = 10_000;

function isKey(snapshot: Snapshot, word: string): boolean {
  const { keys } = snapshot;
  let known = looked.get(keys);
  if (known === undefined) looked.set(keys, (known = new BoundedMap<boolean>(MAX_LOOKED)));
  let found = known.get(word);
  if (found === undefined) {
    found = isOwnKey(snapshot, hashKey(word));
    known.set(word, found);
  }
  return found;
}
