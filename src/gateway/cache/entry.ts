/** An entry of the cache: a line of JSON about the answer, then the whole answer. */
import type { NanoDollars } from '../../kernel/ids.ts';
import type { TargetRequest } from '../attempt/target-request.ts';

interface EntryHead {
  model: string;
  costNanoUsd: NanoDollars | null;
}

const LINE_FEED = 0x0a;

export function writeEntry(head: EntryHead, answer: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), answer]);
}

export interface Entry {
  head: EntryHead;
  /** As this request wants it: the events of a stream, or the whole answer. */
  answer: Buffer;
}

/**
 * An entry that cannot be read, such as one of another version, counts as none; so does one that cannot be written as the events that
 * are asked for, nor an answer, stored under another config, after which a fallback would go on.
 */
export function readEntry(bytes: Buffer | null, { exchange, stopReasons }: TargetRequest): Entry | null {
  const end = bytes?.indexOf(LINE_FEED) ?? -1;
  if (bytes === null || end === -1) return null;
  const { dialect } = exchange.endpoint;
  try {
    const whole = bytes.subarray(end + 1);
    const stopReason = stopReasons.size === 0 ? null : dialect.readWhole(whole).stopReason;
    if (stopReason !== null && stopReasons.has(stopReason)) return null;
    const answer = exchange.stream ? dialect.stream?.fromWhole(whole, exchange.document) : whole;
    return answer ? { head: JSON.parse(bytes.toString('utf8', 0, end)) as EntryHead, answer } : null;
  } catch {
    return null;
  }
}
