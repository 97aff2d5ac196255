/**
 * Fields that are bytes in Google's definition of the API: base64 in JSON. Google's libraries for Python write them in the
 * alphabet for URLs, which Google reads and other vendors refuse; protobuf.dev/programming-guides/json.
 */
import type { OpaqueState } from '../../chat/call.ts';
import { packState, unpackState } from '../../chat/opaque-state.ts';

/** The same bytes in the usual alphabet. */
export function standardBase64(text: string): string {
  return /[-_]/.test(text) ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
}

/** A `thoughtSignature`. A library decodes it to bytes and encodes them again, so that packed state is encoded as well. */
export function writeSignature(state: OpaqueState): string {
  return state.issuer === 'gemini' ? state.value : Buffer.from(packState(state)).toString('base64');
}

export function readSignature(text: string): OpaqueState {
  const value = standardBase64(text);
  const packed = unpackState(text) ?? unpackState(Buffer.from(value, 'base64').toString());
  return packed?.state ?? { issuer: 'gemini', kind: 'signature', value };
}
