/** OpenAI's free-form tools, where the upstream knows only tools with JSON: the text comes as one member. */
import type { AnswerContext } from '../../chat/translator.ts';
import { isObject } from '../../json/object.ts';

/** The client declared the tool of that name as free-form. */
export function isDeclaredFreeform(name: string, { call }: AnswerContext): boolean {
  return call?.freeformTools.includes(name) ?? false;
}

/** The text of a free-form call; null for a call of another kind. */
export function unwrapFreeform(
  call: { name: string; input: string; isFreeform: boolean },
  context: AnswerContext,
): string | null {
  if (call.isFreeform) return call.input;
  if (!isDeclaredFreeform(call.name, context)) return null;
  try {
    const value: unknown = JSON.parse(call.input);
    const text = isObject(value) ? value['input'] : undefined;
    return typeof text === 'string' ? text : call.input;
  } catch {
    return call.input;
  }
}
