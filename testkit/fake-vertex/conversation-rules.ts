/** What Claude refuses inside `messages`, `system` and the cache breakpoints, with the wording of the real thing. */
import { isRecord, recordsIn, stringAt } from '../json-shape.ts';
import type { JsonRecord } from '../json-shape.ts';
import { signatureOf } from '../upstream/scripted-message.ts';
import type { Rule } from './body-rules.ts';
import type { PredictRequest } from './predict-request.ts';

const MAX_BREAKPOINTS = 4;

export const CONVERSATION_RULES: readonly Rule[] = [
  roles,
  unpairedTools,
  unsignedThinking,
  remoteSources,
  cacheControlShape,
  tooManyBreakpoints,
];

function roles({ body, facts }: PredictRequest): string | undefined {
  for (const [index, message] of recordsIn(body['messages']).entries()) {
    const role = stringAt(message, 'role');
    if (role === 'user' || role === 'assistant') continue;
    if (role !== 'system') return `messages.${index}.role: Input should be 'user' or 'assistant'`;
    if (!facts.systemTurns) return "role 'system' is not supported on this model";
    if (index === 0) return "messages.0: role 'system' must not be the first message";
  }
  return undefined;
}

/** Every tool call is answered in the very next user turn, and nothing else is; system turns do not count as turns. */
function unpairedTools({ body }: PredictRequest): string | undefined {
  let open = new Set<string>();
  let openedAt = 0;
  const turns = recordsIn(body['messages']).map((message, index) => ({ message, index }));
  for (const { message, index } of turns.filter((turn) => turn.message['role'] !== 'system')) {
    const blocks = recordsIn(message['content']);
    const isUser = message['role'] === 'user';
    const results = blocks.filter((block) => block['type'] === 'tool_result');
    for (const result of isUser ? results : []) {
      const id = stringAt(result, 'tool_use_id');
      if (!open.delete(id)) {
        return `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
      }
    }
    if (open.size > 0) return unanswered(openedAt, open);
    const calls = isUser ? [] : blocks.filter((block) => block['type'] === 'tool_use');
    open = new Set(calls.map((block) => stringAt(block, 'id')));
    if (open.size !== calls.length) return `messages.${index}.content: \`tool_use\` ids must be unique`;
    openedAt = index;
  }
  return open.size > 0 ? unanswered(openedAt, open) : undefined;
}

function unanswered(index: number, ids: ReadonlySet<string>): string {
  return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${[...ids].join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
}

function unsignedThinking({ body }: PredictRequest): string | undefined {
  for (const { block, path } of messageBlocks(body)) {
    if (block['type'] === 'thinking' && stringAt(block, 'signature') === '') {
      return `${path}.thinking.signature: Field required`;
    }
  }
  return undefined;
}

/**
 * Not in the list: recorded conversations carry signatures of somebody else. `seal` is what the fake adds to a text before
 * it signs it; see the options `checkSignatures` and `ownSignatures`.
 */
export function foreignThinking(seal: string): Rule {
  return ({ body }) => {
    for (const { block, path } of messageBlocks(body)) {
      if (block['type'] !== 'thinking') continue;
      if (stringAt(block, 'signature') !== signatureOf(seal + stringAt(block, 'thinking'))) {
        return `${path}: Invalid \`signature\` in \`thinking\` block`;
      }
    }
    return undefined;
  };
}

/** Not in the list either: scripts that call tools need not think. Belongs to `ownSignatures`, as losing thinking does. */
export function bareToolTurn({ body }: PredictRequest): string | undefined {
  const turns = recordsIn(body['messages']);
  const isAnswered = recordsIn(turns.at(-1)?.['content']).some((block) => block['type'] === 'tool_result');
  const index = turns.findLastIndex((turn) => turn['role'] === 'assistant');
  if (!isRecord(body['thinking']) || body['thinking']['type'] !== 'enabled' || !isAnswered || index === -1)
    return undefined;
  const type = stringAt(recordsIn(turns[index]?.['content'])[0] ?? {}, 'type');
  if (type.endsWith('thinking')) return undefined;
  return `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${type}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). To avoid this requirement, disable \`thinking\`.`;
}

/** A URL is refused with the path of a base64 image, whatever it is; of a file id no wording is published. */
function remoteSources({ body }: PredictRequest): string | undefined {
  for (const { block, path } of mediaBlocks(body)) {
    const source = block['source'];
    if (!isRecord(source)) continue;
    if (source['type'] === 'url') return `${path}.image.source.base64.data: URL sources are not supported`;
    if (source['type'] === 'file') return `${path}.${stringAt(block, 'type')}.source: File sources are not supported`;
  }
  return undefined;
}

function cacheControlShape({ body }: PredictRequest): string | undefined {
  for (const { block, path } of cacheableBlocks(body)) {
    const control = block['cache_control'];
    if (!isRecord(control)) continue;
    const extra = Object.keys(control).find((key) => key !== 'type' && key !== 'ttl');
    if (extra !== undefined) return `${path}.cache_control.ephemeral.${extra}: Extra inputs are not permitted`;
    if (control['type'] !== 'ephemeral') return `${path}.cache_control.type: Input should be 'ephemeral'`;
  }
  return undefined;
}

function tooManyBreakpoints({ body }: PredictRequest): string | undefined {
  const found = cacheableBlocks(body).filter(({ block }) => isRecord(block['cache_control'])).length;
  if (found <= MAX_BREAKPOINTS) return undefined;
  return `A maximum of ${MAX_BREAKPOINTS} blocks with cache_control may be provided. Found ${found}.`;
}

interface Located {
  block: JsonRecord;
  /** As Anthropic writes it: `messages.2.content.0`. */
  path: string;
}

function messageBlocks(body: JsonRecord): Located[] {
  return recordsIn(body['messages']).flatMap((message, index) =>
    blocksAt(message['content'], `messages.${index}.content`),
  );
}

/** Every block that may carry a breakpoint: system, tools, messages, and what stands inside tool results. */
function cacheableBlocks(body: JsonRecord): Located[] {
  const inMessages = messageBlocks(body);
  return [
    ...blocksAt(body['system'], 'system'),
    ...blocksAt(body['tools'], 'tools'),
    ...inMessages,
    ...resultBlocks(inMessages),
  ];
}

/** Images and documents, wherever they may stand. */
function mediaBlocks(body: JsonRecord): Located[] {
  const inMessages = messageBlocks(body);
  const isMedia = ({ block }: Located): boolean => block['type'] === 'image' || block['type'] === 'document';
  const shown = [...inMessages, ...resultBlocks(inMessages)].filter(isMedia);
  const inDocuments = shown.flatMap(({ block, path }) =>
    isRecord(block['source']) ? blocksAt(block['source']['content'], `${path}.document.source.content.content`) : [],
  );
  return [...shown, ...inDocuments.filter(isMedia)];
}

function resultBlocks(blocks: readonly Located[]): Located[] {
  return blocks.flatMap(({ block, path }) =>
    block['type'] === 'tool_result' ? blocksAt(block['content'], `${path}.tool_result.content`) : [],
  );
}

function blocksAt(value: unknown, path: string): Located[] {
  return recordsIn(value).map((block, index) => ({ block, path: `${path}.${index}` }));
}
