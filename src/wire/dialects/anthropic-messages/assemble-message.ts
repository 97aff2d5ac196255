/** From a finished Anthropic event stream to the message that the same request would have got without `stream`. */
import { eventData, SseSplitter } from '../../framing/sse.ts';
import { applyEdits } from '../../json/edit.ts';
import { scanDocument } from '../../json/scan.ts';
import { isObject, type JsonObject } from '../../json/object.ts';

/**
 * The message as JSON text; null when the stream is unfinished, holds an error, or says something that a message has no
 * place for (an event or a delta type of tomorrow). What deltas carry beside their content, as `estimated_tokens`, is
 * progress and is left out. Source: Messages API streaming reference; `BetaMessageStream` of the official library.
 */
export function assembleMessage(events: Buffer): Buffer | null {
  try {
    const [start, ...others] = readEvents(events);
    const stop = others.pop();
    if (start?.['type'] !== 'message_start' || stop?.['type'] !== 'message_stop') return null;
    const message = start['message'];
    if (!isObject(message)) return null;
    const assembly: Assembly = { message, blocks: [], open: null };
    if (!others.every((event) => take(assembly, event))) return null;
    if (assembly.open !== null || typeof message['stop_reason'] !== 'string') return null;
    return Buffer.from(withMember(message, 'content', `[${assembly.blocks.join(',')}]`));
  } catch (error) {
    // Text that is no JSON, and an event too big to split.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** All but pings and comments; an event that was cut off counts as broken JSON. Throws SyntaxError or RangeError. */
function readEvents(bytes: Buffer): JsonObject[] {
  const events: JsonObject[] = [];
  const read = (data: string): void => {
    const event: unknown = data === '' ? null : JSON.parse(data);
    if (isObject(event) && event['type'] !== 'ping') events.push(event);
  };
  const splitter = new SseSplitter();
  splitter.push(bytes, (all, start, end) => read(eventData(all, start, end)));
  if (splitter.rest !== null && splitter.rest.toString('latin1').trim() !== '') throw new SyntaxError('A torn event');
  return events;
}

interface Assembly {
  /** As `message_start` gave it, with what has been reported since. */
  message: JsonObject;
  /** JSON text of each block that has ended. */
  blocks: string[];
  /** Blocks come one after another and never interleave. */
  open: OpenBlock | null;
}

interface OpenBlock {
  block: JsonObject;
  /** `input` as it was written: parsed and written again, a long number would come out as another one. */
  input: string;
}

/** False when the event has no place in a message, or not here. Throws SyntaxError on a tool input that is no JSON. */
function take(assembly: Assembly, event: JsonObject): boolean {
  if (event['type'] === 'message_delta') return takeEnding(assembly.message, event);
  const { blocks, open } = assembly;
  if (event['index'] !== blocks.length) return false;
  if (event['type'] === 'content_block_start') return open === null && startBlock(assembly, event['content_block']);
  if (open === null) return false;
  if (event['type'] === 'content_block_delta') return isObject(event['delta']) && fill(open, event['delta']);
  if (event['type'] !== 'content_block_stop') return false;
  blocks.push(textOf(open));
  assembly.open = null;
  return true;
}

function startBlock(assembly: Assembly, block: unknown): boolean {
  if (!isObject(block)) return false;
  assembly.open = { block, input: '' };
  // An unstreamed message names the model that took over from the one that declined.
  if (block['type'] === 'fallback' && isObject(block['to'])) merge(assembly.message, { model: block['to']['model'] });
  return true;
}

function fill(open: OpenBlock, delta: JsonObject): boolean {
  const { block } = open;
  switch (delta['type']) {
    case 'text_delta':
      return append(block, 'text', delta['text']);
    case 'thinking_delta':
      return append(block, 'thinking', delta['thinking']);
    case 'signature_delta':
      block['signature'] = delta['signature'];
      return true;
    case 'citations_delta': {
      const citations: unknown = (block['citations'] ??= []);
      if (!Array.isArray(citations)) return false;
      citations.push(delta['citation']);
      return true;
    }
    case 'input_json_delta':
      if (typeof delta['partial_json'] !== 'string') return false;
      open.input += delta['partial_json'];
      return true;
    case 'compaction_delta': {
      // Final values, not pieces.
      const { type: _, ...values } = delta;
      Object.assign(block, values);
      return true;
    }
    default:
      return false;
  }
}

function append(block: JsonObject, key: string, piece: unknown): boolean {
  const before = block[key];
  if (typeof before !== 'string' || typeof piece !== 'string') return false;
  block[key] = before + piece;
  return true;
}

function textOf({ block, input }: OpenBlock): string {
  if (input === '') return JSON.stringify(block);
  JSON.parse(input);
  return withMember(block, 'input', input);
}

/** `message_delta`: why the message ended, its usage, and whatever else is known only then. */
function takeEnding(message: JsonObject, { type: _, delta, usage, ...others }: JsonObject): boolean {
  if (!isObject(delta)) return false;
  merge(message, delta);
  merge(message, others);
  if (isObject(message['usage']) && isObject(usage)) merge(message['usage'], usage);
  else merge(message, { usage });
  return true;
}

/** Sets what is newer: counts are cumulative, never added. A null says nothing new. */
function merge(target: JsonObject, source: JsonObject): void {
  for (const [key, value] of Object.entries(source)) {
    if (value != null || !(key in target)) target[key] = value;
  }
}

/** The object's JSON text, with one member given as JSON text. */
function withMember(object: JsonObject, key: string, json: string): string {
  const document = scanDocument(Buffer.from(JSON.stringify(object)));
  return Buffer.concat(applyEdits(document, [{ type: 'set', key, json }])).toString();
}
