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
  exchange: Pick<Reached, 'headers' | 'snapshot'> & Partial<Pick<Reached, 'id' | 'trace'>>,
  outcome?: Pick<Outcome, 'sentCredentials'> & Partial<Pick<Outcome, 'attempts'>>,
): KnownSecrets {
  const { headers, snapshot } = exchange;
  const own = madeHere(exchange, outcome);
  const values = new Set(outcome?.sentCredentials);
  const presented = keyIn(headers);
  if (presented !== null) values.add(presented);
  return { isSecret: (word) => !own.has(word) && isKey(snapshot, word), forms: formsOf(values) };
}

/** Ids of this very request, which are no keys: each would be looked up once and never again. */
function madeHere(
  { id, trace, headers }: Pick<Reached, 'headers'> & Partial<Pick<Reached, 'id' | 'trace'>>,
  outcome?: Partial<Pick<Outcome, 'attempts'>>,
): ReadonlySet<string> {
  const own = new Set<string>();
  if (id !== undefined) own.add(id);
  for (const { record } of outcome?.attempts ?? []) own.add(record.span_id);
  if (trace === undefined) return own;
  // The caller may have named them.
  const told = Object.values(headers).join('\n');
  for (const name of [trace.traceId, trace.spanId]) if (!told.includes(name)) own.add(name);
  return own;
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
