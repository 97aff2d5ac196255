/** Reads the top level of a whole answer, which carries a mark by which it is known for what it should be. */
import type { Ranges } from './ranges.ts';
import { findMember, tryReadMember, scanDocument, type JsonDocument } from './scan.ts';

/** A member that every such answer has; `json` is its value as text, null = any value. */
export interface Mark {
  key: string;
  json: string | null;
  /** A list as long as the answer: where its elements lie is found, and nothing of it is parsed. */
  list?: string;
}

export interface Marked {
  /** False for a page of a proxy or a login wall, however well it was delivered. */
  isAnswer: boolean;
  /** undefined for a member that is absent, no JSON, or longer than 64 KiB: never ask so for what a model has written. */
  read(key: string): unknown;
  /** Of the mark's `list`; null where the answer has no such list. */
  elements: Ranges | null;
}

const NOT_JSON: Marked = { isAnswer: false, read: () => undefined, elements: null };

/** Never throws. */
export function readMarked(body: Buffer, { key, json, list }: Mark): Marked {
  const document = scan(body, list);
  if (document === null) return NOT_JSON;
  const mark = findMember(document.members, key);
  return {
    isAnswer: mark !== undefined && (json === null || body.toString('utf8', mark.valueStart, mark.end) === json),
    read: (member) => tryReadMember(document, member),
    elements: list === undefined ? null : (findMember(document.members, list)?.elements ?? null),
  };
}

function scan(body: Buffer, list: string | undefined): JsonDocument | null {
  try {
    return scanDocument(body, list);
  } catch {
    return null;
  }
}
