/**
 * `reasoning_details`: what a router of several vendors tells of reasoning beside its text: signatures and encrypted parts
 * that each vendor wants back. They go through other dialects as one opaque state. Source: OpenRouter's page on reasoning tokens.
 */
import type { OpaqueState, ReasoningPart } from '../../chat/call.ts';
import { objectsIn } from '../../chat/decoding.ts';
import { isObject, type JsonObject } from '../../json/object.ts';

/** Members that come in pieces. */
const GROWING = ['text', 'summary', 'data', 'signature'] as const;
/** More than any answer has; what a hostile upstream sends beyond it is dropped. */
const MAX_DETAILS = 1000;

/** Puts the pieces of a stream together. */
export class ReasoningDetails {
  #details: JsonObject[] = [];

  add(message: JsonObject): void {
    for (const piece of objectsIn(message, 'reasoning_details')) {
      const known = this.#details.find((detail) => isSame(detail, piece));
      if (known !== undefined) grow(known, piece);
      else if (this.#details.length < MAX_DETAILS) this.#details.push({ ...piece });
    }
  }

  /** What has come since the last time; null where all of it is plain text, which needs no state. */
  take(): OpaqueState | null {
    const details = this.#details;
    this.#details = [];
    const isOpaque = details.some(({ signature, data }) => typeof (signature ?? data) === 'string');
    if (!isOpaque) return null;
    return { issuer: 'router', kind: 'encrypted', value: Buffer.from(JSON.stringify(details)).toString('base64') };
  }
}

function isSame(detail: JsonObject, piece: JsonObject): boolean {
  return piece['index'] !== undefined && detail['index'] === piece['index'] && detail['type'] === piece['type'];
}

function grow(detail: JsonObject, piece: JsonObject): void {
  for (const [key, value] of Object.entries(piece)) {
    const before = detail[key];
    const isPiece = GROWING.some((name) => name === key) && typeof before === 'string' && typeof value === 'string';
    if (isPiece) detail[key] = before + value;
    else if (value !== null && value !== undefined) detail[key] = value;
  }
}

/** As the router wants them back; none where this reasoning is not its own. */
export function detailsOf(thoughts: readonly ReasoningPart[]): JsonObject[] {
  return thoughts.flatMap(({ state }) => (state?.issuer === 'router' ? unpack(state.value) : []));
}

/** A client may have changed what it was given. */
function unpack(value: string): JsonObject[] {
  try {
    const details: unknown = JSON.parse(Buffer.from(value, 'base64').toString());
    return Array.isArray(details) ? details.filter(isObject) : [];
  } catch {
    return [];
  }
}
