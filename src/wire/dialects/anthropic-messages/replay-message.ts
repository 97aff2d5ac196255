/** From a stored message to the event stream that a client who asks with `stream` expects. */
import { applyEdits } from '../../json/edit.ts';
import { findMember, readMember, scanDocument } from '../../json/scan.ts';
import type { Edit } from '../../json/edit.ts';
import type { JsonDocument } from '../../json/scan.ts';
import { isObject } from '../../json/object.ts';
import { Ranges } from '../../json/ranges.ts';
import { piecesOf } from './text-pieces.ts';

/** What a stream has only at its end. */
const ENDING = ['stop_reason', 'stop_sequence', 'stop_details', 'container'];

/**
 * Valid events of Anthropic's dialect, ready to be written at once: `assembleMessage` and the official libraries make the
 * same message of them. What needs no delta keeps its bytes, members of tomorrow included. Throws JsonScanError or
 * SyntaxError when this is not a message's JSON. Source: Messages API streaming reference.
 */
export function replayMessage(message: Buffer): Buffer {
  const document = scanDocument(message, 'content');
  const blocks = findMember(document.members, 'content')?.elements ?? new Ranges(message);
  const frames = [
    frame('message_start', { message: opening(document) }),
    ...blocks.map(({ start, end }, index) => blockFrames(scanDocument(message.subarray(start, end)), index)).flat(),
    frame('message_delta', ending(document)),
    frame('message_stop', {}),
  ];
  return Buffer.from(frames.join(''));
}

/** Members are given as JSON text, which may have been written over several lines; an event's data has one. */
function frame(event: string, members: Record<string, string>): string {
  const data = jsonOf({ type: JSON.stringify(event), ...members });
  return `event: ${event}\ndata: ${data.replaceAll(/[\r\n]/g, ' ')}\n\n`;
}

/** The message before its first token: no content, no reason to stop, nothing put out. */
function opening(message: JsonDocument): string {
  const edits: Edit[] = [{ type: 'set', key: 'content', json: '[]' }];
  for (const key of ENDING) {
    if (findMember(message.members, key) !== undefined) edits.push({ type: 'set', key, json: 'null' });
  }
  const usage: unknown = readMember(message, 'usage');
  if (isObject(usage) && 'output_tokens' in usage) {
    edits.push({ type: 'set', key: 'usage', json: JSON.stringify({ ...usage, output_tokens: 0 }) });
  }
  return edited(message, edits);
}

function ending(message: JsonDocument): Record<string, string> {
  return { delta: jsonOf(membersAt(message, ENDING)), ...membersAt(message, ['usage', 'context_management']) };
}

function blockFrames(block: JsonDocument, index: number): string[] {
  const { edits, deltas } = streamed(block);
  const at = { index: String(index) };
  return [
    frame('content_block_start', { ...at, content_block: edited(block, edits) }),
    ...deltas.map((delta) => frame('content_block_delta', { ...at, delta: jsonOf(delta) })),
    frame('content_block_stop', at),
  ];
}

/** How the block's start differs from the block, and the deltas that make up for it, their members as JSON text. */
interface Streamed {
  edits: Edit[];
  deltas: Record<string, string>[];
}

/** Arrives in its start event: results of tools that the provider runs, redacted thinking, and what is unknown here. */
const WHOLE: Streamed = { edits: [], deltas: [] };

function streamed(block: JsonDocument): Streamed {
  switch (readMember(block, 'type')) {
    case 'text':
      return both(inPieces(block, 'text'), cited(block));
    case 'thinking':
      return both(inPieces(block, 'thinking'), signed(block));
    case 'tool_use':
    case 'server_tool_use':
      return called(block);
    case 'compaction':
      return compacted(block);
    default:
      return WHOLE;
  }
}

function both(first: Streamed, second: Streamed): Streamed {
  return { edits: [...first.edits, ...second.edits], deltas: [...first.deltas, ...second.deltas] };
}

function inPieces(block: JsonDocument, key: 'text' | 'thinking'): Streamed {
  const value: unknown = readMember(block, key, Infinity);
  if (typeof value !== 'string') return WHOLE;
  return {
    edits: [{ type: 'set', key, json: '""' }],
    deltas: piecesOf(value).map((piece) => ({ type: `"${key}_delta"`, [key]: JSON.stringify(piece) })),
  };
}

function cited(block: JsonDocument): Streamed {
  const citations: unknown = readMember(block, 'citations', Infinity);
  if (!Array.isArray(citations)) return WHOLE;
  return {
    edits: [{ type: 'set', key: 'citations', json: '[]' }],
    deltas: citations.map((citation) => ({ type: '"citations_delta"', citation: JSON.stringify(citation) })),
  };
}

function signed(block: JsonDocument): Streamed {
  const { signature } = membersAt(block, ['signature']);
  if (signature === undefined) return WHOLE;
  return { edits: [{ type: 'set', key: 'signature', json: '""' }], deltas: [{ type: '"signature_delta"', signature }] };
}

/** The input as it is written: pieces of JSON text, which need not be JSON each. */
function called(block: JsonDocument): Streamed {
  const { input } = membersAt(block, ['input']);
  if (input === undefined) return WHOLE;
  return {
    edits: [{ type: 'set', key: 'input', json: '{}' }],
    deltas: piecesOf(input).map((piece) => ({ type: '"input_json_delta"', partial_json: JSON.stringify(piece) })),
  };
}

/** One delta with the final values. */
function compacted(block: JsonDocument): Streamed {
  const values = membersAt(block, ['content', 'encrypted_content']);
  if (values['content'] === undefined) return WHOLE;
  return {
    edits: [{ type: 'set', key: 'content', json: 'null' }],
    deltas: [{ type: '"compaction_delta"', ...values }],
  };
}

/** Those of the members that are there, as JSON text. */
function membersAt({ bytes, members }: JsonDocument, keys: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key of keys) {
    const member = findMember(members, key);
    if (member !== undefined) found[key] = bytes.toString('utf8', member.valueStart, member.end);
  }
  return found;
}

function jsonOf(members: Record<string, string>): string {
  const texts = Object.entries(members).map(([key, json]) => `"${key}":${json}`);
  return `{${texts.join(',')}}`;
}

function edited(document: JsonDocument, edits: readonly Edit[]): string {
  return Buffer.concat(applyEdits(document, edits)).toString();
}
