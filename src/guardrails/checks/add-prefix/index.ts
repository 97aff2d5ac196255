/** `default.addPrefix`: a sentence before what a role says. A mutator: it always passes. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { CheckError, defineCheck, type Check } from '../../check.ts';

const PREFIX = 'Please answer helpfully and precisely.\n\n';

export const addPrefix: Check = defineCheck({
  id: 'default.addPrefix',
  name: 'Add a prefix',
  summary: 'Writes a text before what the last message of a role says, or adds such a message; it always passes.',
  sides: ['input'],
  parameters: z.strictObject({
    prefix: z.string().min(1).default(PREFIX),
    applyToRole: z.enum(['user', 'system', 'assistant']).default('user'),
    addToExisting: z.boolean().default(true),
    onlyIfEmpty: z.boolean().default(false),
  }),
  open: ({ prefix, applyToRole, addToExisting, onlyIfEmpty }) => ({
    kind: 'judge',
    rewrites: true,
    judge({ request }) {
      const body = request.json();
      if (body === null || !Array.isArray(body['messages']))
        throw new CheckError('unreadable', 'The request has no messages.');
      const json =
        applyToRole === 'system' && request.operation === 'messages'
          ? { ...body, system: prefixed(body['system'], prefix) }
          : { ...body, messages: inMessages(body['messages'], { prefix, applyToRole, addToExisting, onlyIfEmpty }) };
      return { verdict: true, data: { explanation: 'The prefix was added.' }, json };
    },
  }),
});

interface Wanted {
  prefix: string;
  applyToRole: string;
  addToExisting: boolean;
  onlyIfEmpty: boolean;
}

function inMessages(
  messages: readonly unknown[],
  { prefix, applyToRole, addToExisting, onlyIfEmpty }: Wanted,
): unknown[] {
  const at = messages.findLastIndex((message) => isObject(message) && message['role'] === applyToRole);
  const found = messages[at];
  if (!isObject(found) || !addToExisting) {
    const added: JsonObject = { role: applyToRole, content: prefix };
    return applyToRole === 'system' ? [added, ...messages] : [...messages, added];
  }
  if (onlyIfEmpty && found['content'] !== '' && found['content'] !== null) return [...messages];
  return messages.with(at, { ...found, content: prefixed(found['content'], prefix) });
}

/** A string, or a list of parts: then the prefix is one of its own. */
function prefixed(content: unknown, prefix: string): unknown {
  if (Array.isArray(content)) return [{ type: 'text', text: prefix }, ...content.filter(isObject)];
  return `${prefix}${typeof content === 'string' ? content : ''}`;
}
