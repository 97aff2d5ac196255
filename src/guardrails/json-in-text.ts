/** The JSON in a text: in fenced blocks, or from a brace to where it ends. */
import { isObject, type JsonObject } from '../wire/json/object.ts';

const FENCE = /```(?:json)?[ \t]*\n([\s\S]*?)```/g;
/** Of places where an object may begin: each is read to its end once. */
const MAX_TRIES = 50;

export function jsonIn(text: string): JsonObject[] {
  const fenced = Array.from(text.matchAll(FENCE), ([, inner = '']) => parsed(inner)).filter(isObject);
  if (fenced.length > 0) return fenced;
  const whole = parsed(text);
  return isObject(whole) ? [whole] : unfenced(text);
}

function unfenced(text: string): JsonObject[] {
  const found: JsonObject[] = [];
  let at = text.indexOf('{');
  for (let tries = 0; at !== -1 && tries < MAX_TRIES; tries += 1) {
    const end = endOf(text, at);
    const value = end === -1 ? null : parsed(text.slice(at, end));
    if (isObject(value)) found.push(value);
    at = text.indexOf('{', isObject(value) ? end : at + 1);
  }
  return found;
}

/** After the brace that closes the first; braces in strings do not count. -1 = none does. */
function endOf(text: string, start: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (isText && letter === '\\') at += 1;
    else if (letter === '"') isText = !isText;
    else if (!isText && letter === '{') depth += 1;
    else if (!isText && letter === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
