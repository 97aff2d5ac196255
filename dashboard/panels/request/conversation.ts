/** A request and its answer as a conversation: out of Anthropic's and OpenAI's bodies, streamed or whole. Pure. */

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'thinking'; text: string }
  | { kind: 'tool-call'; name: string; id: string; input: unknown }
  | { kind: 'tool-result'; id: string; blocks: readonly Block[]; isError: boolean }
  | { kind: 'image'; url: string }
  /** Something we have no picture for: its JSON is shown. */
  | { kind: 'other'; type: string; value: unknown };

export interface Turn {
  role: string;
  blocks: readonly Block[];
}

export interface Conversation {
  turns: readonly Turn[];
  /** The answer; null when there is none. */
  answer: Turn | null;
  tools: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** null when the request is no conversation. */
export function readConversation(requestBody: unknown, responseBody: unknown): Conversation | null {
  const request = record(requestBody);
  if (!Array.isArray(request['messages'])) return null;
  const system = readContent(request['system']);
  const turns = list(request['messages']).map((message) => readMessage(record(message)));
  return {
    turns: system.length === 0 ? turns : [{ role: 'system', blocks: system }, ...turns],
    answer: readAnswer(responseBody),
    tools: list(request['tools']).map(
      (tool) => text(record(tool)['name']) || text(record(record(tool)['function'])['name']),
    ),
  };
}

function readMessage(message: Json): Turn {
  const calls = list(message['tool_calls']).map((call): Block => {
    const made = record(record(call)['function']);
    return {
      kind: 'tool-call',
      id: text(record(call)['id']),
      name: text(made['name']),
      input: parsed(text(made['arguments'])),
    };
  });
  const content = readContent(message['content']);
  if (message['role'] === 'tool') {
    return {
      role: 'tool',
      blocks: [{ kind: 'tool-result', id: text(message['tool_call_id']), blocks: content, isError: false }],
    };
  }
  return { role: text(message['role']) || 'unknown', blocks: [...content, ...calls] };
}

function readContent(content: unknown): readonly Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  return list(content).map((block) => readBlock(record(block)));
}

function readBlock(block: Json): Block {
  const type = text(block['type']);
  switch (type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return { kind: 'text', text: text(block['text']) };
    case 'thinking':
      return { kind: 'thinking', text: text(block['thinking']) };
    case 'tool_use':
      return { kind: 'tool-call', id: text(block['id']), name: text(block['name']), input: block['input'] };
    case 'tool_result':
      return {
        kind: 'tool-result',
        id: text(block['tool_use_id']),
        blocks: readContent(block['content']),
        isError: block['is_error'] === true,
      };
    case 'image':
    case 'image_url':
      return readImage(block);
    default:
      return { kind: 'other', type: type || 'block', value: block };
  }
}

/** Only pictures that came with the request, in formats that run nothing; addresses of other hosts are never loaded. */
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;

function readImage(block: Json): Block {
  const source = record(block['source']);
  const url =
    source['type'] === 'base64'
      ? `data:${text(source['media_type'])};base64,${text(source['data'])}`
      : text(record(block['image_url'])['url']);
  return PICTURE.test(url) ? { kind: 'image', url } : { kind: 'other', type: 'image', value: block };
}

function readAnswer(body: unknown): Turn | null {
  if (typeof body === 'string') return readStream(body);
  const answer = record(body);
  const choice = record(list(answer['choices'])[0]);
  if (choice['message'] !== undefined) return readMessage(record(choice['message']));
  const blocks = readContent(answer['content']);
  return blocks.length === 0 ? null : { role: text(answer['role']) || 'assistant', blocks };
}

/** The answer that a stream of Anthropic's or OpenAI's events adds up to. */
function readStream(body: string): Turn | null {
  const blocks = new Map<string, Json>();
  for (const line of body.split('\n')) {
    if (!line.startsWith('data:')) continue;
    const event = record(parsed(line.slice('data:'.length).trim()));
    readEvent(event, blocks);
  }
  if (blocks.size === 0) return null;
  const found = [...blocks.values()].map((block) => {
    if (block['type'] !== 'tool_use') return readBlock(block);
    const json = text(block['json']);
    return readBlock({ ...block, input: json === '' ? block['input'] : parsed(json) });
  });
  return { role: 'assistant', blocks: found };
}

function readEvent(event: Json, blocks: Map<string, Json>): void {
  const key = String(event['index']);
  if (event['type'] === 'content_block_start') {
    blocks.set(key, record(event['content_block']));
  } else if (event['type'] === 'content_block_delta') {
    grow(blocks, key, record(event['delta']));
  } else {
    const delta = record(record(list(event['choices'])[0])['delta']);
    const piece = text(delta['content']);
    if (piece !== '') grow(blocks, 'content', { text: piece });
    for (const call of list(delta['tool_calls'])) growCall(blocks, record(call));
  }
}

function grow(blocks: Map<string, Json>, key: string, delta: Json): void {
  const block = blocks.get(key) ?? { type: 'text' };
  const add = (name: string, piece: unknown): string => text(block[name]) + text(piece);
  blocks.set(key, {
    ...block,
    ...(delta['text'] === undefined ? {} : { text: add('text', delta['text']) }),
    ...(delta['thinking'] === undefined ? {} : { thinking: add('thinking', delta['thinking']) }),
    ...(delta['partial_json'] === undefined ? {} : { json: add('json', delta['partial_json']) }),
  });
}

function growCall(blocks: Map<string, Json>, call: Json): void {
  const key = `call ${String(call['index'])}`;
  const made = record(call['function']);
  const before = blocks.get(key) ?? { type: 'tool_use', id: call['id'], name: made['name'] };
  blocks.set(key, { ...before, json: text(before['json']) + text(made['arguments']) });
}

/** The text itself where it is no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
