/** Random ids for requests, traces and spans. */
import { randomFillSync } from 'node:crypto';

const BYTES = { request: 12, trace: 16, span: 8 } as const;
/** Random bytes are drawn in bulk: one system call for some two hundred ids. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** `req_…` with 96 random bits; traces and spans are bare hex, as W3C has them. */
export function newId(kind: keyof typeof BYTES): string {
  const size = BYTES[kind];
  if (used + size > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const hex = pool.toString('hex', used, used + size);
  used += size;
  return kind === 'request' ? `req_${hex}` : hex;
}
