/** A plain Responses API of OpenAI on loopback: one turn at a time, streamed and not, with reasoning that is encrypted. */
import type { ServerResponse } from 'node:http';
import { isRecord, stringAt, type JsonRecord } from './json-shape.ts';
import { startRecordingServer, type RecordingServer, type UpstreamCall } from './upstream/recording-server.ts';

export interface ResponsesTurn {
  text?: string;
  calls?: { name: string; input: JsonRecord }[];
}

export interface FakeResponses extends RecordingServer {
  /** Scripts the turns; null = the usual one. */
  onCall(script: (body: JsonRecord) => ResponsesTurn | null): void;
}

const USUAL: ResponsesTurn = { text: 'Hello from the simulated Responses.' };

/** Listens on a free port of 127.0.0.1 until `close`. */
export async function startFakeResponses(): Promise<FakeResponses> {
  let script = (_body: JsonRecord): ResponsesTurn | null => null;
  let turns = 0;
  const respond = async (call: UpstreamCall, response: ServerResponse): Promise<void> => {
    const body = isRecord(call.json) ? call.json : {};
    call.status = call.path === '/v1/responses' ? 200 : 404;
    turns += 1;
    const told = responseOf(script(body) ?? USUAL, stringAt(body, 'model'), turns);
    if (call.status !== 200) response.writeHead(404).end('{"error":{"message":"Not found"}}');
    else if (body['stream'] === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(eventsOf(told));
    } else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    await Promise.resolve();
  };
  const server = await startRecordingServer(respond, { remember: true });
  return { ...server, onCall: (next) => void (script = next) };
}

interface Told extends JsonRecord {
  output: JsonRecord[];
}

function responseOf({ text, calls = [] }: ResponsesTurn, model: string, turn: number): Told {
  const reasoning = {
    type: 'reasoning',
    id: `rs_${turn}`,
    summary: [{ type: 'summary_text', text: 'I think.' }],
    encrypted_content: `gAAAA-${turn}`,
  };
  const message = {
    type: 'message',
    id: `msg_${turn}`,
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: text ?? '', annotations: [] }],
  };
  const called = calls.map(({ name, input }, at) => ({
    type: 'function_call',
    id: `fc_${turn}_${at}`,
    call_id: `call_${turn}_${at}`,
    name,
    arguments: JSON.stringify(input),
    status: 'completed',
  }));
  return {
    id: `resp_${turn}`,
    object: 'response',
    created_at: 1_764_000_000,
    status: 'completed',
    model,
    output: [reasoning, ...(text === undefined ? [] : [message]), ...called],
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 20 },
      output_tokens: 10,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 110,
    },
  };
}

function eventsOf(response: Told): string {
  let sequence = 0;
  const event = (type: string, members: JsonRecord): string => {
    const data = { type, sequence_number: sequence, ...members };
    sequence += 1;
    return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  };
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  return [
    event('response.created', { response: begun }),
    event('response.in_progress', { response: begun }),
    ...response.output.flatMap((item, at) => itemEvents(item, at, event)),
    event('response.completed', { response }),
  ].join('');
}

type Write = (type: string, members: JsonRecord) => string;

function itemEvents(item: JsonRecord, at: number, event: Write): string[] {
  const place = { output_index: at, item_id: item['id'] };
  const added = (members: JsonRecord): string =>
    event('response.output_item.added', { output_index: at, item: { ...item, status: 'in_progress', ...members } });
  const done = event.bind(null, 'response.output_item.done', { output_index: at, item });
  switch (item['type']) {
    case 'message': {
      const [part] = item['content'] as { text: string }[];
      const text = part?.text ?? '';
      const inPart = { ...place, content_index: 0 };
      return [
        added({ content: [] }),
        event('response.content_part.added', { ...inPart, part: { ...part, text: '' } }),
        event('response.output_text.delta', { ...inPart, delta: text.slice(0, 5) }),
        event('response.output_text.delta', { ...inPart, delta: text.slice(5) }),
        event('response.output_text.done', { ...inPart, text }),
        event('response.content_part.done', { ...inPart, part }),
        done(),
      ];
    }
    case 'function_call': {
      const given = stringAt(item, 'arguments');
      return [
        added({ arguments: '' }),
        event('response.function_call_arguments.delta', { ...place, delta: given.slice(0, 9) }),
        event('response.function_call_arguments.delta', { ...place, delta: given.slice(9) }),
        event('response.function_call_arguments.done', { ...place, arguments: given }),
        done(),
      ];
    }
    default:
      return [
        added({ summary: [], encrypted_content: '' }),
        event('response.reasoning_summary_text.delta', { ...place, summary_index: 0, delta: 'I think.' }),
        done(),
      ];
  }
}
