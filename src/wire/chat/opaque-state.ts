/**
 * Carries what only one provider can read through a dialect that has no place for it: as text that names its issuer. A
 * client gives it back with the conversation; it is unpacked then, and never sent to another provider.
 */
import type { OpaqueState, StateIssuer } from './call.ts';

const TAG = 'tollgate1';
const ISSUERS: readonly StateIssuer[] = ['claude', 'gpt', 'gemini', 'router'];
const KINDS: readonly OpaqueState['kind'][] = ['signature', 'redacted', 'encrypted'];

/** `next`: the state belongs to the part that follows, as Gemini's signature on a function call. */
export type StatePlace = 'here' | 'next';

/** Letters, digits, dots, and the characters of `value`: no vendor writes values that begin like this. */
export function packState({ issuer, kind, value }: OpaqueState, place: StatePlace = 'here'): string {
  return `${TAG}.${issuer}.${kind}.${place}.${value}`;
}

/** null when this was not packed here: then it is the state of the dialect it stands in. */
export function unpackState(text: string): { state: OpaqueState; place: StatePlace } | null {
  if (!text.startsWith(`${TAG}.`)) return null;
  const [, issuerName, kindName, place] = text.split('.', 4);
  const issuer = ISSUERS.find((name) => name === issuerName);
  const kind = KINDS.find((name) => name === kindName);
  if (issuer === undefined || kind === undefined || (place !== 'here' && place !== 'next')) return null;
  const value = text.slice(`${TAG}.${issuer}.${kind}.${place}.`.length);
  return { state: { issuer, kind, value }, place };
}

/** The state as `issuer`'s own dialect writes it, or packed. */
export function stateText(state: OpaqueState, issuer: StateIssuer): string {
  return state.issuer === issuer ? state.value : packState(state);
}

/** What stands in a place of `issuer`'s own dialect. */
export function readState(value: string, native: { issuer: StateIssuer; kind: OpaqueState['kind'] }): OpaqueState {
  return unpackState(value)?.state ?? { ...native, value };
}
