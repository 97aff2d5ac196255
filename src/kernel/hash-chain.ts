/** A chain of hashes: each link covers its own text and the link before it. */
import { createHash } from 'node:crypto';

/** What stands before the first link. */
export const CHAIN_BEGINS = '0'.repeat(64);

/** SHA-256 as hex. `previous` is the hash of the link before. */
export function chainedHash(previous: string, text: string): string {
  return createHash('sha256').update(previous).update('\n').update(text).digest('hex');
}
