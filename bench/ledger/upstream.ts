/** Upstreams of the simulation: they answer over virtual time as Anthropic does, fail, break, and know what they billed. */
import type { Receiver, Transport } from '../../src/gateway/transport.ts';
import { event } from '../../testkit/gateway-in-memory.ts';
import type { Chance } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What one answer is made of. Tokens, and ms. */
export interface AnswerPlan {
  latencyMs: number;
  input: { input_tokens: number; cache_read_input_tokens: number; cache_creation_input_tokens: number };
  thinkingTokens: number;
  /** Of the visible answer, cut at what the request allows. */
  outputTokens: number;
  tokensPerSecond: number;
  bytesPerToken: number;
  /** It fails before its first byte; null = it does not. */
  failure: 503 | 'reset' | null;
  /** It breaks off after this share of its text; null = it does not. */
  breaksAfter: number | null;
}

export interface SimulatedUpstreams {
  time: VirtualTime;
  chance: Chance;
  plan(body: AskedBody): AnswerPlan;
}

export interface AskedBody {
  bytes: number;
  maxTokens: number;
  stream: boolean;
  writesCache: boolean;
}

const FLOW = { pause: () => undefined, resume: () => undefined };
/** Between two pieces of an answer. */
const PIECE_MS = 200;

export function simulatedTransport({ time, plan }: SimulatedUpstreams): Transport {
  return {
    send({ body }, receiver) {
      const text = Buffer.concat(body).toString('latin1');
      const asked = {
        bytes: text.length,
        maxTokens: Number(/"max_tokens":(\d+)/.exec(text)?.[1]),
        stream: text.includes('"stream":true'),
        writesCache: text.includes('cache_control'),
      };
      const state = { isCancelled: false };
      void answer({ plan: plan(asked), asked, time, receiver, state });
      return () => {
        state.isCancelled = true;
      };
    },
  };
}

interface Answering {
  plan: AnswerPlan;
  asked: AskedBody;
  time: VirtualTime;
  receiver: Receiver;
  state: { isCancelled: boolean };
}

async function answer(answering: Answering): Promise<void> {
  const { plan, asked, time, receiver, state } = answering;
  await time.pause(plan.latencyMs);
  if (state.isCancelled) return;
  if (plan.failure === 'reset') return receiver.failed(new Error('ECONNRESET'));
  if (plan.failure === 503) {
    receiver.started(503, { 'content-type': 'application/json' }, FLOW);
    receiver.data(Buffer.from('{"type":"error","error":{"type":"api_error","message":"Busy."}}'));
    return receiver.ended();
  }
  return asked.stream ? stream(answering) : whole(answering);
}

/** The request's own bound holds for thinking and text together. */
function tokensOf({ plan, asked }: Answering): { thinking: number; text: number } {
  const thinking = Math.min(plan.thinkingTokens, Math.max(0, asked.maxTokens - 1));
  return { thinking, text: Math.min(plan.outputTokens, asked.maxTokens - thinking) };
}

const secondsFor = (tokens: number, { tokensPerSecond }: AnswerPlan): number => tokens / tokensPerSecond;

async function whole(answering: Answering): Promise<void> {
  const { plan, time, receiver, state } = answering;
  const { thinking, text } = tokensOf(answering);
  await time.pause(1000 * secondsFor(thinking + text, plan));
  if (state.isCancelled) return;
  receiver.started(200, { 'content-type': 'application/json' }, FLOW);
  const message = {
    ...MESSAGE,
    content: [{ type: 'text', text: 'x'.repeat(Math.ceil(text * plan.bytesPerToken)) }],
    stop_reason: 'end_turn',
    usage: { ...plan.input, output_tokens: thinking + text },
  };
  receiver.data(Buffer.from(JSON.stringify(message)));
  receiver.ended();
}

const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  stop_sequence: null,
};

async function stream(answering: Answering): Promise<void> {
  const { plan, time, receiver, state } = answering;
  const { thinking, text } = tokensOf(answering);
  const tell = (name: string, data: object): void => receiver.data(Buffer.from(event(name, data)));
  receiver.started(200, { 'content-type': 'text/event-stream' }, FLOW);
  const usage = { ...plan.input, output_tokens: 0 };
  tell('message_start', { message: { ...MESSAGE, content: [], stop_reason: null, usage } });
  await time.pause(1000 * secondsFor(thinking, plan));
  if (state.isCancelled) return;
  tell('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  const perPiece = Math.max(1, Math.floor((plan.tokensPerSecond * PIECE_MS) / 1000));
  for (let written = 0; written < text; written += perPiece) {
    await time.pause(PIECE_MS);
    if (state.isCancelled) return;
    if (plan.breaksAfter !== null && written >= plan.breaksAfter * text)
      return receiver.failed(new Error('ECONNRESET'));
    const tokens = Math.min(perPiece, text - written);
    const piece = 'x'.repeat(Math.ceil(tokens * plan.bytesPerToken));
    tell('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } });
    if (state.isCancelled) return;
  }
  tell('content_block_stop', { index: 0 });
  tell('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: thinking + text },
  });
  tell('message_stop', {});
  receiver.ended();
}
