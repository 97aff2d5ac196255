import { expect, it } from 'vitest';
import { hashKey } from '../kernel/key-hash.ts';
import { knownSecrets } from './known-secrets.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

const WORDS = [
  'req_0123456789abcdef01234567',
  '0af7651916cd43dd8448eb211c80319c',
  'b7ad6b7169203331',
  'tg-some-key-of-somebody',
];

/** In which every word is a key. */
const hashes = new Map(WORDS.map((word) => [hashKey(word), {}]));
const snapshot = { keys: hashes, archivedKeys: hashes } as unknown as Snapshot;
const [id = '', traceId = '', spanId = '', key = ''] = WORDS;
const trace = { traceId, spanId, parentSpanId: null, spanName: 'messages' };

it('ids that the gateway made are not looked up, and what the caller named is', () => {
  const made = knownSecrets({ headers: {}, snapshot, id, trace });
  expect(WORDS.map((word) => made.isSecret(word))).toEqual([false, false, false, true]);
  const named = knownSecrets({
    headers: { 'x-portkey-trace-id': traceId, 'x-any': `a ${spanId}` },
    snapshot,
    id,
    trace,
  });
  expect(WORDS.map((word) => named.isSecret(word))).toEqual([false, true, true, true]);
  expect(knownSecrets({ headers: {}, snapshot }).isSecret(key)).toBe(true);
});
