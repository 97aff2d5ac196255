/** Which members of a Messages body change what the answer means: a request without them is another request. */
import { GatewayError } from '../../../kernel/errors.ts';
import { compilePaths, cutPaths } from '../../json/cut.ts';
import type { JsonDocument } from '../../json/scan.ts';

/**
 * Paths of src/wire/json/cut.ts. Whoever cannot be given one refuses the request, and never leaves the member out: free text
 * is no structured output, and an answer without the tools of a server is another answer. What is not here is a hint, as
 * cache breakpoints, effort, or how thinking is shown. Source: the API's reference.
 */
const MEANING_MEMBERS: readonly string[] = [
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

/** They bound where a request runs, by which tier and what a tool may reach: never left out because an upstream refused them. */
const BOUNDS: ReadonlySet<string> = new Set([
  'inference_geo',
  'service_tier',
  'tools[].allowed_domains',
  'tools[].blocked_domains',
  'tools[].max_uses',
  'tools[].user_location',
  'tools[].mcp_server_name',
]);

/** May a request be sent again without the member at this path, where an upstream refused it? */
export const mayBeLeftOut = (path: string): boolean => !isMeaning(path) && !BOUNDS.has(path);

/** Does leaving out the member at this path change what is asked for? */
export const isMeaning = (path: string): boolean =>
  MEANING.has(path) || MEANING_INSIDE.test(path) || path.startsWith('output_config.format.') || path.endsWith('[]');

/**
 * Call with what has been cut, which may have had more than a hint inside, as `output_config` with a `format`. Throws
 * GatewayError operation_not_supported.
 */
export function refuseLostMeaning(document: JsonDocument, cut: readonly string[]): void {
  const inside = cut.flatMap(meaningInside);
  if (inside.length === 0) return;
  const [lost] = cutPaths(document, compilePaths(inside)).found;
  if (lost === undefined) return;
  throw new GatewayError('operation_not_supported', `${lost}: this upstream does not take it for this model.`, {
    status: 400,
    hint: 'Without it the answer would be another one. Leave it out, or send the request to another provider.',
  });
}

/** Those that would go with it, because they are inside. */
export function meaningInside(path: string): string[] {
  return MEANING_MEMBERS.filter((member) => member.startsWith(`${path}.`) || member.startsWith(`${path}[`));
}
