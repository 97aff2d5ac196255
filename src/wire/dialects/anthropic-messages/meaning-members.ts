/** Which members of a Messages body change what the answer means: a request without them is another request. */

/**
 * Paths of src/wire/json-cut.ts. Whoever cannot be given one refuses the request, and never leaves the member out: free text
 * is no structured output, and an answer without the tools of a server is another answer. What is not here is a hint, as
 * cache breakpoints, effort, or how thinking is shown. Source: the API's reference.
 */
export const MEANING_MEMBERS: readonly string[] = [
  'model',
  'messages',
  'max_tokens',
  'system',
  'tools',
  'tool_choice',
  'stream',
  'stop_sequences',
  'output_format',
  'output_config.format',
  'container',
  'mcp_servers',
  'thread',
  'tools[].strict',
  'tools[].allowed_callers',
  'messages[].output_config.format',
  'messages[].clear_at',
];

/** Of blocks, turns and tools, wherever they stand. */
const MEANING_INSIDE =
  /\.(type|role|content|text|name|input|id|tool_use_id|source|data|signature|thinking|input_schema|citations)$/;

const MEANING: ReadonlySet<string> = new Set(MEANING_MEMBERS);

/** Does leaving out the member at this path change what is asked for? */
export const isMeaning = (path: string): boolean =>
  MEANING.has(path) || MEANING_INSIDE.test(path) || path.startsWith('output_config.format.') || path.endsWith('[]');

/** Those that would go with it, because they are inside. */
export function meaningInside(path: string): string[] {
  return MEANING_MEMBERS.filter((member) => member.startsWith(`${path}.`) || member.startsWith(`${path}[`));
}
