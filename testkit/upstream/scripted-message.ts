/** What a fake Claude says: blocks and usage, and how they look as one JSON message or as stream events. */
import { createHash, randomBytes } from 'node:crypto';

export type Block =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'tool_use' | 'server_tool_use'; id: string; name: string; input: unknown }
  | { type: 'web_search_tool_result'; tool_use_id: string; content: unknown[] };

/** Disjoint token counts, as Anthropic reports them: `input` excludes what the cache read or wrote. */
export interface ScriptedUsage {
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  /** Thinking included. */
  output: number;
  thinking: number;
  webSearches: number;
  webFetches: number;
}

export interface ScriptedMessage {
  blocks: Block[];
  usage: ScriptedUsage;
  stopReason: string;
  stopDetails: unknown;
}

/** One frame of a server-sent stream before it is written down. */
export interface StreamEvent {
  event: string;
  data: Record<string, unknown>;
}

export const text = (value: string): Block => ({ type: 'text', text: value });

/** The signature depends on the text, so that a fake can report a thinking block that came back changed. */
export function thinking(value: string, signature = signatureOf(value)): Block {
  return { type: 'thinking', thinking: value, signature };
}

/** Opaque to everybody but the fake that issued it; long, and with the base64 characters that escaping may hurt. */
export function signatureOf(value: string): string {
  const digest = createHash('sha512').update(`signed:${value}`).digest();
  return `EqQB${Buffer.concat([digest, digest, digest]).toString('base64')}`;
}

export function toolUse(name: string, input: unknown, id = `toolu_vrtx_01${hex(11)}`): Block {
  return { type: 'tool_use', id, name, input };
}

/** A search that Claude ran by itself, with its results: two blocks. */
export function webSearch(query: string, results: { title: string; url: string }[]): Block[] {
  const id = `srvtoolu_vrtx_01${hex(11)}`;
  const content = results.map((result) => ({
    type: 'web_search_result',
    ...result,
    encrypted_content: Buffer.from(result.url).toString('base64'),
    page_age: null,
  }));
  return [
    { type: 'server_tool_use', id, name: 'web_search', input: { query } },
    { type: 'web_search_tool_result', tool_use_id: id, content },
  ];
}

export function usage(counts: Partial<ScriptedUsage> = {}): ScriptedUsage {
  return {
    input: 12,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: 42,
    thinking: 0,
    webSearches: 0,
    webFetches: 0,
    ...counts,
  };
}

/** The stop reason follows from the blocks unless it is given. */
export function scriptedMessage(
  blocks: Block[],
  options: { usage?: Partial<ScriptedUsage>; stopReason?: string; stopDetails?: unknown } = {},
): ScriptedMessage {
  const callsTool = blocks.some((block) => block.type === 'tool_use');
  return {
    blocks,
    usage: usage(options.usage),
    stopReason: options.stopReason ?? (callsTool ? 'tool_use' : 'end_turn'),
    stopDetails: options.stopDetails ?? null,
  };
}

/** `who.idPrefix` is `msg_` at Anthropic and `msg_vrtx_` at Vertex; `who.model` is what the answer calls the model. */
export interface Speaker {
  model: string;
  idPrefix: string;
}

/** The message as the one JSON body of an answer that is not streamed. */
export function messageBody(message: ScriptedMessage, who: Speaker): Record<string, unknown> {
  return {
    model: who.model,
    id: `${who.idPrefix}01${hex(11)}`,
    type: 'message',
    role: 'assistant',
    content: message.blocks,
    stop_reason: message.stopReason,
    stop_sequence: null,
    stop_details: message.stopDetails,
    usage: wireUsage(message.usage),
  };
}

/** The message as events: deltas of at most `deltaLength` characters, one ping, cumulative usage at the end. */
export function messageEvents(message: ScriptedMessage, who: Speaker, deltaLength: number): StreamEvent[] {
  const opening = { ...messageBody(message, who), content: [], stop_reason: null, stop_details: null };
  const counted = wireUsage(message.usage);
  const delta = {
    stop_reason: message.stopReason,
    stop_sequence: null,
    ...(message.stopDetails === null ? {} : { stop_details: message.stopDetails }),
  };
  return [
    event('message_start', { message: { ...opening, usage: { ...counted, output_tokens: 1 } } }),
    event('ping', {}),
    ...message.blocks.flatMap((block, index) => blockEvents(block, index, deltaLength)),
    event('message_delta', { delta, usage: counted }),
    event('message_stop', {}),
  ];
}

/** The frame as Anthropic writes it: an event line, a data line, an empty line. */
export function frame({ event: name, data }: StreamEvent): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function errorEvent(type: string, message: string): StreamEvent {
  return event('error', { error: { type, message }, request_id: `req_vrtx_01${hex(11)}` });
}

function event(name: string, members: Record<string, unknown>): StreamEvent {
  return { event: name, data: { type: name, ...members } };
}

function blockEvents(block: Block, index: number, deltaLength: number): StreamEvent[] {
  const delta = (value: Record<string, unknown>): StreamEvent => event('content_block_delta', { index, delta: value });
  return [
    event('content_block_start', { index, content_block: emptied(block) }),
    ...blockDeltas(block, deltaLength).map(delta),
    event('content_block_stop', { index }),
  ];
}

function blockDeltas(block: Block, length: number): Record<string, unknown>[] {
  switch (block.type) {
    case 'text':
      return slices(block.text, length).map((piece) => ({ type: 'text_delta', text: piece }));
    case 'thinking':
      return [
        ...slices(block.thinking, length).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'tool_use':
    case 'server_tool_use':
      return ['', ...slices(JSON.stringify(block.input), length)].map((piece) => ({
        type: 'input_json_delta',
        partial_json: piece,
      }));
    case 'redacted_thinking':
    case 'web_search_tool_result':
      return [];
  }
}

function emptied(block: Block): Record<string, unknown> {
  switch (block.type) {
    case 'text':
      return { ...block, text: '' };
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: {} };
    case 'redacted_thinking':
    case 'web_search_tool_result':
      return { ...block };
  }
}

function wireUsage(counts: ScriptedUsage): Record<string, unknown> {
  const searched = counts.webSearches + counts.webFetches > 0;
  return {
    input_tokens: counts.input,
    cache_creation_input_tokens: counts.cacheWrite5m + counts.cacheWrite1h,
    cache_read_input_tokens: counts.cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: counts.cacheWrite5m,
      ephemeral_1h_input_tokens: counts.cacheWrite1h,
    },
    output_tokens: counts.output,
    ...(counts.thinking > 0 ? { output_tokens_details: { thinking_tokens: counts.thinking } } : {}),
    ...(searched
      ? { server_tool_use: { web_search_requests: counts.webSearches, web_fetch_requests: counts.webFetches } }
      : {}),
  };
}

/** Cuts by code points, so that no delta holds half a surrogate pair. */
function slices(value: string, length: number): string[] {
  const points = Array.from(value);
  const pieces: string[] = [];
  for (let at = 0; at < points.length; at += length) pieces.push(points.slice(at, at + length).join(''));
  return pieces;
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
