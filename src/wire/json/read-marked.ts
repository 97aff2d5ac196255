/** Reads the top level of a whole answer, which carries a mark by which it is known for what it should be. */
import { findMember, readMember, scanDocument, type JsonDocument } from './scan.ts';

/** A member that every such answer has; `json` is its value as text, null = any value. */
export interface Mark {
  key: string;
  json: string | null;
}

export interface Marked {
  /** False for a page of a proxy or a login wall, however well it was delivered. */
  isAnswer: boolean;
  /** undefined for a member that is absent, or no JSON. */
  read(key: string): unknown;
}

const NOT_JSON: Marked = { isAnswer: false, read: () => undefined };

/** Never throws. */
export function readMarked(body: Buffer, { key, json }: Mark): Marked {
  const document = scan(body);
  if (document === null) return NOT_JSON;
  const mark = findMember(document.members, key);
  return {
    isAnswer: mark !== undefined && (json === null || body.toString('utf8', mark.valueStart, mark.end) === json),
    read(member) {
      try {
        return readMember(document, member);
      } catch {
        return undefined;
      }
    },
  };
}

function scan(body: Buffer): JsonDocument | null {
  try {
    return scanDocument(body);
  } catch {
    return null;
  }
}
