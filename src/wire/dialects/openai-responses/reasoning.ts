/** OpenAI's reasoning items: their text, and the encrypted state that goes back with the item's id. */
import type { OpaqueState } from '../../chat/call.ts';
import { textIn } from '../../chat/decoding.ts';
import { packState, unpackState } from '../../chat/opaque-state.ts';
import type { JsonObject } from '../../json/object.ts';

/** Summaries and texts, one paragraph each. */
export function joinedText(parts: readonly JsonObject[]): string {
  return parts.map((part) => textIn(part, 'text') ?? '').join('\n\n');
}

/** The item's id is a part of the state: OpenAI wants both back. */
export function encryptedState(id: string, encrypted: string): OpaqueState {
  return unpackState(encrypted)?.state ?? { issuer: 'gpt', kind: 'encrypted', value: `${id}:${encrypted}` };
}

/** What `encrypted_content` says to a client. */
export function encryptedContent(state: OpaqueState): string {
  return state.issuer === 'gpt' ? splitState(state).encrypted : packState(state);
}

export function splitState({ value }: OpaqueState): { id: string; encrypted: string } {
  const colon = value.indexOf(':');
  return { id: value.slice(0, colon), encrypted: value.slice(colon + 1) };
}
