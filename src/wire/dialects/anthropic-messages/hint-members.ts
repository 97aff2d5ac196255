/**
 * Which members of a Messages body are hints: without them the same question is asked of the same model. Nothing else is
 * ever left out because a platform or an upstream does not take it: it is mapped, or the request is refused.
 */
import { GatewayError } from '../../../kernel/errors.ts';
import { isObject } from '../../json/object.ts';
import { elementsOf, findMember, membersOf, readMember, type JsonDocument } from '../../json/scan.ts';

/** Paths of src/wire/json/cut.ts, by the reason. Source: the API's reference, and what it says each member is for. */
const HINTS_BY_REASON: Readonly<Record<string, readonly string[]>> = {
  'the prompt cache changes what an answer costs and when it comes, and not what it says': [
    'cache_control',
    'system[].cache_control',
    'tools[].cache_control',
    'messages[].content[].cache_control',
    'messages[].content[].content[].cache_control',
    'diagnostics',
  ],
  'it says who asked, or how the vendor’s bill is to be divided': [
    'metadata',
    'tags',
    'billing_policy',
    'fallback_credit_token',
  ],
  'how hard to think and how much to spend is advice to the model': [
    'output_config.effort',
    'output_config.task_budget',
    'messages[].output_config.effort',
  ],
  'the same answer from the same model, later; its price follows from the speed that the usage tells': ['speed'],
  'how thinking is shown, not whether there is any': ['thinking.display'],
  'the tools stay the same: when they are loaded, how their input is streamed, and examples of it': [
    'tools[].defer_loading',
    'tools[].eager_input_streaming',
    'tools[].input_examples',
  ],
};

const HINTS: ReadonlySet<string> = new Set(Object.values(HINTS_BY_REASON).flat());

/** Members that may go as a whole where there is nothing inside but hints. */
const CONTAINERS: ReadonlySet<string> = new Set(['output_config', 'messages[].output_config', 'context_management']);

/** May a request go without the member at this path? Of those that hold others, `lostMeaning` says whether it may. */
export const mayBeLeftOut = (path: string): boolean => isHint(path) || CONTAINERS.has(path);

function isHint(path: string): boolean {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) if (HINTS.has(at)) return true;
  return false;
}

/** What would be lost with these paths and is no hint: the first of it; null where nothing is. Throws JsonScanError. */
export function lostMeaning(document: JsonDocument, paths: readonly string[]): string | null {
  for (const path of paths) {
    if (isHint(path)) continue;
    const lost = CONTAINERS.has(path) ? meaningIn(document, path) : path;
    if (lost !== null) return lost;
  }
  return null;
}

/** Call with what has been cut. Throws GatewayError operation_not_supported. */
export function refuseLostMeaning(document: JsonDocument, cut: readonly string[]): void {
  const lost = lostMeaning(document, cut);
  if (lost === null) return;
  throw new GatewayError('operation_not_supported', `${lost}: this upstream does not take it for this model.`, {
    status: 400,
    hint: 'Without it the answer would be another one. Leave it out, or send the request to another provider.',
  });
}

function meaningIn(document: JsonDocument, container: string): string | null {
  if (container === 'messages[].output_config') return meaningInTurns(document);
  const value: unknown = readMember(document, container);
  return container === 'context_management' ? clearing(value) : notHints(value, container);
}

function notHints(value: unknown, container: string): string | null {
  if (value === null || value === undefined) return null;
  if (!isObject(value)) return container;
  const lost = Object.keys(value).find((key) => !HINTS.has(`${container}.${key}`) && value[key] !== null);
  return lost === undefined ? null : `${container}.${lost}`;
}

const NEEDLE = Buffer.from('"output_config"');
const OPEN_OBJECT = 0x7b;

function meaningInTurns({ bytes, members }: JsonDocument): string | null {
  const messages = findMember(members, 'messages');
  if (messages === undefined) return null;
  for (const turn of messages.elements ?? elementsOf(bytes, messages.valueStart)) {
    if (bytes[turn.start] !== OPEN_OBJECT || !bytes.subarray(turn.start, turn.end).includes(NEEDLE)) continue;
    const config = findMember(membersOf(bytes, turn.start), 'output_config');
    if (config === undefined) continue;
    const value: unknown = JSON.parse(bytes.toString('utf8', config.valueStart, config.end));
    const lost = notHints(value, 'messages[].output_config');
    if (lost !== null) return lost;
  }
  return null;
}

/**
 * Claude Code asks with every request that thinks for all thinking to be kept: that clears nothing, so nothing is lost with
 * it. Any other edit changes what the model reads. Source: the API's page on context editing; docs/reference/claude-code.md.
 */
function clearing(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (!isObject(value)) return 'context_management';
  const { edits, ...others } = value;
  const isKept = Array.isArray(edits) ? edits.every(keepsAll) : edits === undefined || edits === null;
  if (!isKept) return 'context_management.edits';
  const [other] = Object.keys(others);
  return other === undefined ? null : `context_management.${other}`;
}

const keepsAll = (edit: unknown): boolean =>
  isObject(edit) && edit['type'] === 'clear_thinking_20251015' && edit['keep'] === 'all';
