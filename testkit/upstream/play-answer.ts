/** Writes an Answer to a socket, with all the bad manners that the test asked for. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Manners } from './answer.ts';
import type { UpstreamCall } from './recording-server.ts';
import { errorEvent, frame, messageBody, messageEvents } from './scripted-message.ts';
import type { ScriptedMessage, Speaker } from './scripted-message.ts';

export interface Stage {
  call: UpstreamCall;
  response: ServerResponse;
  who: Speaker;
  streamed: boolean;
  /** Sent with every answer, below what the answer itself sets. */
  headers: Record<string, string>;
}

const DELTA_LENGTH = 16;
/** A reset takes with it what the other side has not read yet. */
const READ_WITHIN_MS = 50;
const HUGE_DELTA = 'x'.repeat(8 * 1024);

/** Returns when the answer is out, cut, or nobody listens any more. */
export async function playAnswer(answer: Answer, stage: Stage): Promise<void> {
  const gone = new AbortController();
  stage.response.on('close', () => gone.abort());
  try {
    await play(answer, stage, gone.signal);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function play(answer: Answer, stage: Stage, gone: AbortSignal): Promise<void> {
  if (answer.kind === 'hang') return;
  if (answer.kind === 'reset') {
    stage.call.torn = true;
    if (answer.isWorkedOn) {
      stage.response.writeProcessing();
      await pause(READ_WITHIN_MS, undefined, { signal: gone });
    }
    stage.response.socket?.resetAndDestroy();
    return;
  }
  const { manners } = answer;
  if (manners.delay !== undefined) await pause(manners.delay, undefined, { signal: gone });
  const writer = createWriter(stage, manners, gone);
  if (answer.kind === 'raw') {
    stage.response.writeHead(begin(stage, answer.status), { ...stage.headers, ...answer.headers, ...manners.headers });
    await writer.write(answer.body);
    stage.response.end();
    return;
  }
  stage.response.writeHead(begin(stage, 200), {
    ...stage.headers,
    'content-type': isStream(answer, stage) ? 'text/event-stream; charset=utf-8' : 'application/json; charset=utf-8',
    ...manners.headers,
  });
  if (isStream(answer, stage)) stage.response.flushHeaders();
  if (manners.silenceBeforeFirstEvent !== undefined) {
    await pause(manners.silenceBeforeFirstEvent, undefined, { signal: gone });
  }
  if (answer.kind === 'huge') await playHuge(answer.bytes, stage, writer);
  else if (stage.streamed) await playEvents(answer.message, manners, { stage, writer, gone });
  else {
    await writer.write(JSON.stringify(messageBody(answer.message, stage.who)));
    stage.response.end();
  }
}

function begin(stage: Stage, status: number): number {
  stage.call.status = status;
  return status;
}

function isStream(answer: Answer, stage: Stage): boolean {
  return stage.streamed || answer.kind === 'huge';
}

interface Playing {
  stage: Stage;
  writer: Writer;
  gone: AbortSignal;
}

async function playEvents(message: ScriptedMessage, manners: Manners, { stage, writer, gone }: Playing): Promise<void> {
  const events = messageEvents(message, stage.who, manners.deltaLength ?? DELTA_LENGTH);
  for (const [index, event] of events.entries()) {
    if (manners.holdBefore?.event === index) await abortable(manners.holdBefore.until, gone);
    if (index > 0 && manners.silenceBetweenEvents !== undefined) {
      await pause(manners.silenceBetweenEvents, undefined, { signal: gone });
    }
    if (manners.cutAfterEvents === index) return cut(stage);
    if (manners.endAfterEvents === index) break;
    if (manners.cutInsideEvent === index) {
      const whole = Buffer.from(frame(event));
      await writer.write(whole.subarray(0, Math.ceil(whole.length / 2)));
      return cut(stage);
    }
    if (manners.errorAtEvent?.event === index) {
      await writer.write(frame(errorEvent(manners.errorAtEvent.type, manners.errorAtEvent.message)));
      break;
    }
    await writer.write(frame(event));
  }
  stage.response.end();
}

/** One text block of about that many bytes on the wire, in frames of 8 KiB. */
async function playHuge(bytes: number, stage: Stage, writer: Writer): Promise<void> {
  const empty: ScriptedMessage = {
    blocks: [{ type: 'text', text: HUGE_DELTA }],
    usage: {
      input: 10,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      output: Math.ceil(bytes / 4),
      thinking: 0,
      webSearches: 0,
      webFetches: 0,
    },
    stopReason: 'end_turn',
    stopDetails: null,
  };
  const frames = messageEvents(empty, stage.who, HUGE_DELTA.length).map(frame);
  const repeated = frames.findIndex((line) => line.includes('text_delta'));
  const delta = frames[repeated] ?? '';
  for (const line of frames.slice(0, repeated)) await writer.write(line);
  for (let sent = 0; sent < bytes; sent += delta.length) await writer.write(delta);
  for (const line of frames.slice(repeated + 1)) await writer.write(line);
  stage.response.end();
}

interface Writer {
  write(data: string | Buffer): Promise<void>;
}

/** Waits for the reader whenever the socket is full, and counts what the socket took. */
function createWriter(stage: Stage, manners: Manners, gone: AbortSignal): Writer {
  const { response, call } = stage;
  const writeChunk = async (chunk: Buffer): Promise<void> => {
    gone.throwIfAborted();
    const roomLeft = response.write(chunk, (error) => {
      if (!error) call.written += chunk.length;
    });
    if (!roomLeft) await abortable(new Promise((resolve) => response.once('drain', resolve)), gone);
  };
  return {
    async write(data) {
      const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data);
      const size = manners.splitBytes ?? bytes.length;
      for (let at = 0; at < bytes.length; at += size) {
        await writeChunk(bytes.subarray(at, at + size));
        if (manners.drip !== undefined) await pause(manners.drip, undefined, { signal: gone });
        // A turn of the event loop, so that each piece travels by itself.
        else if (manners.splitBytes !== undefined) await pause(0, undefined, { signal: gone });
      }
    },
  };
}

/** Tears the connection once what was written has left the process. */
async function cut(stage: Stage): Promise<void> {
  stage.call.torn = true;
  await new Promise<void>((resolve) => stage.response.write('', () => resolve()));
  stage.response.socket?.destroy();
}

function abortable<Value>(wait: Promise<Value>, gone: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new Error('The caller hung up.'));
    gone.addEventListener('abort', leave, { once: true });
    wait.then(resolve, reject).finally(() => gone.removeEventListener('abort', leave));
  });
}

/** Upstream response headers that a gateway must keep to itself, next to those that it may pass on. */
export function upstreamHeaders(requestIdPrefix: string): Record<string, string> {
  return {
    'request-id': `${requestIdPrefix}${randomBytes(12).toString('hex')}`,
    'anthropic-organization-id': '11111111-aaaa-4bbb-8ccc-222222222222',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
    'anthropic-ratelimit-tokens-remaining': '399000',
    'set-cookie': '__cf_bm=upstream-cookie; path=/; HttpOnly',
    via: '1.1 google',
    server: 'scaffolding on HTTPServer2',
    'alt-svc': 'h3=":443"; ma=2592000',
    'x-vertex-ai-internal-prediction-backend': 'harpoon',
    // Names a header of its own as hop-by-hop: RFC 9110 §7.6.1 wants both gone.
    connection: 'keep-alive, x-upstream-hop',
    'x-upstream-hop': 'for the next hop only',
  };
}
