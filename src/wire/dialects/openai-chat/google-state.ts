/** Gemini's thought signature on a tool call, where Google's own OpenAI-compatible API has it: `extra_content.google.thought_signature`. */
import { objectIn, textIn } from '../../chat/decoding.ts';
import { isObject, type JsonObject } from '../../json/object.ts';

export function googleSignature(call: JsonObject): string | null {
  const { google } = objectIn(call, 'extra_content');
  return isObject(google) ? textIn(google, 'thought_signature') : null;
}
