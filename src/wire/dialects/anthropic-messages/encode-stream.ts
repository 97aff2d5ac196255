/** Inner events as Anthropic's event stream. Every frame has its `event:` line: the official library ignores others. */
import { packState, stateText } from '../../chat/opaque-state.ts';
import type { OpaqueState } from '../../chat/call.ts';
import type { ChatEvent } from '../../chat/event.ts';
import type { AnswerContext, StreamEncoder } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';
import { spell } from '../../chat/tool-spelling.ts';
import { inputText } from '../../chat/writing.ts';
import { messageId, writeBlock } from './answer-blocks.ts';
import { writeError } from './chat-errors.ts';
import { writeUsage } from './chat-usage.ts';
import { writeCitation } from './citations.ts';
import { writeStopReason } from './stop-reasons-map.ts';

const ID = 'anthropic-messages';

const TOOL_USE_ID = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 128 };

export function openEncoder(context: AnswerContext): StreamEncoder {
  const encoder = new Encoder(context);
  return { push: (event) => Buffer.from(encoder.encode(event)) };
}

class Encoder {
  readonly #context: AnswerContext;
  #index = 0;
  /** Of a free-form tool: its input becomes a member of an object, so it is written at once. */
  #freeform: string | null = null;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  encode(event: ChatEvent): string {
    switch (event.type) {
      case 'start':
        return frame('message_start', { message: this.#opening(event) });
      case 'text-start':
        return this.#start({ type: 'text', text: '' });
      case 'text-delta':
        return this.#textDelta('"text_delta","text"', event.text);
      case 'citation': {
        const citation = writeCitation(event.citation);
        return citation === null ? '' : this.#delta({ type: 'citations_delta', citation });
      }
      case 'reasoning-start':
        return this.#start({ type: 'thinking', thinking: '', signature: '' });
      case 'reasoning-delta':
        return this.#textDelta('"thinking_delta","thinking"', event.text);
      case 'text-end':
        return this.#stop();
      case 'reasoning-end':
        return this.#endReasoning(event.state);
      case 'tool-start':
        return this.#startTool(event);
      case 'tool-delta':
        if (this.#freeform === null) return this.#textDelta('"input_json_delta","partial_json"', event.text);
        this.#freeform += event.text;
        return '';
      case 'tool-end':
        return this.#endTool();
      case 'block':
        return this.#start(writeBlock(event.part)) + this.#stop();
      case 'finish':
        return finishFrames(event);
      case 'error':
        return frame('error', writeError(event.error, this.#context.id));
    }
  }

  #opening({ usage }: Extract<ChatEvent, { type: 'start' }>): JsonObject {
    return {
      id: messageId(this.#context),
      type: 'message',
      role: 'assistant',
      model: this.#context.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...writeUsage(usage), output_tokens: 0 },
    };
  }

  #start(block: JsonObject): string {
    return frame('content_block_start', { index: this.#index, content_block: block });
  }

  #delta(delta: JsonObject): string {
    return frame('content_block_delta', { index: this.#index, delta });
  }

  /** Most of a stream is these, so they are not built as objects. */
  #textDelta(kind: string, text: string): string {
    return `${DELTA_HEAD}${this.#index},"delta":{"type":${kind}:${JSON.stringify(text)}}}\n\n`;
  }

  #stop(): string {
    const text = frame('content_block_stop', { index: this.#index });
    this.#index += 1;
    return text;
  }

  #endReasoning(state: OpaqueState | null): string {
    const signature = state === null ? '' : signatureOf(state);
    return (signature === '' ? '' : this.#delta({ type: 'signature_delta', signature })) + this.#stop();
  }

  /** State that belongs to the call comes in a thinking block of its own before it, which clients send back. */
  #startTool({ id, name, isFreeform, state }: Extract<ChatEvent, { type: 'tool-start' }>): string {
    if (isFreeform) this.#freeform = '';
    const ahead =
      state === null
        ? ''
        : this.#start({ type: 'thinking', thinking: '', signature: '' }) +
          this.#delta({ type: 'signature_delta', signature: packState(state, 'next') }) +
          this.#stop();
    return ahead + this.#start({ type: 'tool_use', id: spell(id, TOOL_USE_ID), name, input: {} });
  }

  #endTool(): string {
    if (this.#freeform === null) return this.#stop();
    const input = inputText({ input: this.#freeform, isFreeform: true });
    this.#freeform = null;
    return this.#delta({ type: 'input_json_delta', partial_json: input }) + this.#stop();
  }
}

/** Redacted thinking of Claude keeps its kind in a stream only as a whole block, so it is marked like a foreign state. */
function signatureOf(state: OpaqueState): string {
  return state.kind === 'signature' ? stateText(state, 'claude') : packState(state);
}

function finishFrames({ reason, stopSequence, usage, native }: Extract<ChatEvent, { type: 'finish' }>): string {
  const { context_management: management, ...details } = native.dialect === ID ? native.extra : {};
  const delta = { stop_reason: writeStopReason(reason), stop_sequence: stopSequence, ...details };
  const tail = management === undefined ? {} : { context_management: management };
  return frame('message_delta', { delta, usage: writeUsage(usage), ...tail }) + frame('message_stop', {});
}

const DELTA_HEAD = 'event: content_block_delta\ndata: {"type":"content_block_delta","index":';

function frame(type: string, members: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}
