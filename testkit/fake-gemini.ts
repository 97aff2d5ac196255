/** A plain Gemini API on loopback: generateContent streamed and not, countTokens and embedContent, as far as a gateway can get them wrong. */
import type { ServerResponse } from 'node:http';
import type { JsonRecord } from './json-shape.ts';
import { startRecordingServer, type RecordingServer, type UpstreamCall } from './upstream/recording-server.ts';

export interface FakeGeminiAnswer {
  status: number;
  /** As JSON; an array goes out as the events of a stream. */
  body: unknown;
}

export interface FakeGemini extends RecordingServer {
  /** Scripts the next answers of generateContent and streamGenerateContent; null = the usual one. */
  onGenerate(script: (body: JsonRecord) => FakeGeminiAnswer | null): void;
}

const USAGE = { promptTokenCount: 9, candidatesTokenCount: 4, totalTokenCount: 13 };
const HEAD = { modelVersion: 'gemini-3.5-flash', responseId: 'gemini-fake' };

/** A chunk of a stream, or a whole answer. */
export function geminiChunk(parts: readonly JsonRecord[], more: JsonRecord = {}): JsonRecord {
  return { candidates: [{ content: { role: 'model', parts }, index: 0, ...more }], usageMetadata: USAGE, ...HEAD };
}

const usualWhole = (): JsonRecord => geminiChunk([{ text: 'Hello from Gemini ü.' }], { finishReason: 'STOP' });
const usualStream = (): JsonRecord[] => [
  geminiChunk([{ text: 'Hello from' }]),
  geminiChunk([{ text: ' Gemini ü.' }], { finishReason: 'STOP' }),
];

export const inEvents = (chunks: readonly unknown[]): string =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join('');

export async function startFakeGemini(): Promise<FakeGemini> {
  let script = (_body: JsonRecord): FakeGeminiAnswer | null => null;
  const respond = async (call: UpstreamCall, response: ServerResponse): Promise<void> => {
    call.kind = /:(\w+)/.exec(call.path)?.[1] ?? 'other';
    if (call.headers['x-goog-api-key'] === undefined && call.headers.authorization === undefined) {
      send(call, response, {
        status: 403,
        body: { error: { code: 403, status: 'PERMISSION_DENIED', message: 'No key.' } },
      });
    } else send(call, response, script((call.json ?? {}) as JsonRecord) ?? usual(call.kind));
    await Promise.resolve();
  };
  const server = await startRecordingServer(respond, { remember: true });
  return { ...server, onGenerate: (next) => void (script = next) };
}

function usual(kind: string): FakeGeminiAnswer {
  switch (kind) {
    case 'generateContent':
      return { status: 200, body: usualWhole() };
    case 'streamGenerateContent':
      return { status: 200, body: usualStream() };
    case 'countTokens':
      return { status: 200, body: { totalTokens: 31, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 31 }] } };
    case 'embedContent':
      return { status: 200, body: { embedding: { values: [0.25, -0.5] } } };
    default:
      return { status: 404, body: { error: { code: 404, status: 'NOT_FOUND', message: `No ${kind}.` } } };
  }
}

function send(call: UpstreamCall, response: ServerResponse, { status, body }: FakeGeminiAnswer): void {
  call.status = status;
  const isStream = Array.isArray(body);
  response.writeHead(status, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
  response.end(isStream ? inEvents(body) : JSON.stringify(body));
}
