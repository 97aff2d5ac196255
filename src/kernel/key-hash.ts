/** The hash of a gateway key: the only form in which keys are stored and compared. */
import { hash } from 'node:crypto';
import type { KeyHash } from './ids.ts';

/** SHA-256 suffices for keys of 256 random bits: there is nothing to guess, so nothing to slow down. */
export function hashKey(key: string): KeyHash {
  return hash('sha256', key, 'hex') as KeyHash;
}
