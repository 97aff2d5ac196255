/** Which hours the rows of a journal's segment belong to, without parsing them: DuckDB takes twice the time for an insert that tells. */
import { closeSync, openSync, readSync } from 'node:fs';
import { HOUR_MS } from '../summed-columns.ts';

const CHUNK_BYTES = 1024 * 1024;
const MARK = '"created_at":';
/** More than the mark and the longest number. */
const OVERLAP_BYTES = 64;
const [ZERO, NINE] = [48, 57];

/**
 * Numbers of hours since the epoch. Each hour of a row is among them; one that no row has may be as well, where a row
 * carries such a member inside of another. `chunkBytes` is for tests.
 */
export function segmentHours(path: string, chunkBytes = CHUNK_BYTES): ReadonlySet<number> {
  const hours = new Set<number>();
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes + OVERLAP_BYTES);
    let kept = 0;
    for (;;) {
      const read = readSync(file, chunk, kept, chunkBytes, null);
      const filled = kept + read;
      addHours(chunk.subarray(0, filled), hours);
      if (read === 0) return hours;
      // A mark at the end may go on in the next chunk; one that is read twice gives the same hour, or a wrong one more.
      kept = Math.min(OVERLAP_BYTES, filled);
      chunk.copy(chunk, 0, filled - kept, filled);
    }
  } finally {
    closeSync(file);
  }
}

function addHours(text: Buffer, hours: Set<number>): void {
  for (let at = text.indexOf(MARK); at !== -1; at = text.indexOf(MARK, at + MARK.length)) {
    let moment = 0;
    let place = at + MARK.length;
    for (let byte = text[place]; byte !== undefined && byte >= ZERO && byte <= NINE; byte = text[(place += 1)]) {
      moment = moment * 10 + byte - ZERO;
    }
    if (place > at + MARK.length) hours.add(Math.floor(moment / HOUR_MS));
  }
}
