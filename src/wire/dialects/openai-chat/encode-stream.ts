/** Inner events as chunks of Chat Completions. Source: OpenAI's streaming reference. */
import { packState, stateText } from '../../chat/opaque-state.ts';
import type { OpaqueState } from '../../chat/call.ts';
import type { ChatEvent } from '../../chat/event.ts';
import type { AnswerContext, StreamEncoder } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';
import { completionId, imageText, writeAnnotation } from './answer.ts';
import { writeError } from './errors.ts';
import { writeFinishReason } from './finish-reasons.ts';
import { writeUsage } from './read-usage.ts';

export function openEncoder(context: AnswerContext): StreamEncoder {
  const encoder = new Encoder(context);
  return { push: (event) => Buffer.from(encoder.encode(event)) };
}

class Encoder {
  readonly #context: AnswerContext;
  /** The members that every chunk begins with, as JSON text. */
  readonly #head: string;
  /** Of tool calls only, as OpenAI counts. */
  #toolIndex = -1;
  #blockIndex = -1;
  #isRefusal = false;
  #isFreeform = false;

  constructor(context: AnswerContext) {
    this.#context = context;
    const head = {
      id: completionId(context),
      object: 'chat.completion.chunk',
      created: context.created,
      model: context.model,
    };
    this.#head = JSON.stringify(head).slice(0, -1);
  }

  encode(event: ChatEvent): string {
    switch (event.type) {
      case 'start':
        return this.#chunk({ role: 'assistant', content: '' });
      case 'text-start':
        this.#isRefusal = event.isRefusal;
        this.#blockIndex += 1;
        return '';
      case 'text-delta':
        return this.#chunk(this.#isRefusal ? { refusal: event.text } : { content: event.text });
      case 'citation': {
        const annotation = writeAnnotation(event.citation);
        return annotation === null ? '' : this.#chunk({ annotations: [annotation] });
      }
      case 'reasoning-start':
        this.#blockIndex += 1;
        return '';
      case 'reasoning-delta':
        if (this.#context.isStrict) return '';
        return this.#chunk({ reasoning_content: event.text, ...this.#block({ thinking: event.text }) });
      case 'reasoning-end':
        return this.#endReasoning(event.state);
      case 'tool-start':
        return this.#startTool(event);
      case 'tool-delta':
        return this.#call(
          this.#isFreeform ? { custom: { input: event.text } } : { function: { arguments: event.text } },
        );
      case 'text-end':
      case 'tool-end':
        return '';
      case 'block':
        this.#blockIndex += 1;
        return this.#chunk({ content: imageText(event.part) });
      case 'finish':
        return this.#finish(event);
      case 'error':
        return `data: ${JSON.stringify(writeError(event.error))}\n\n`;
    }
  }

  #chunk(delta: JsonObject): string {
    const choice = JSON.stringify({ index: 0, delta, finish_reason: null });
    return `data: ${this.#head},"choices":[${choice}]}\n\n`;
  }

  /** Portkey's shape for what OpenAI has no place for. */
  #block(delta: JsonObject): JsonObject {
    return { content_blocks: [{ index: this.#blockIndex, delta }] };
  }

  #endReasoning(state: OpaqueState | null): string {
    if (state === null || this.#context.isStrict) return '';
    const isRedacted = state.kind === 'redacted' && state.issuer === 'claude';
    return this.#chunk(this.#block(isRedacted ? { data: state.value } : { signature: stateText(state, 'claude') }));
  }

  #startTool({ id, name, isFreeform, state }: Extract<ChatEvent, { type: 'tool-start' }>): string {
    this.#toolIndex += 1;
    this.#blockIndex += 1;
    this.#isFreeform = isFreeform;
    const signature = state === null ? null : state.issuer === 'gemini' ? state.value : packState(state);
    const extra = signature === null ? {} : { extra_content: { google: { thought_signature: signature } } };
    const call = isFreeform
      ? { type: 'custom', custom: { name, input: '' } }
      : { type: 'function', function: { name, arguments: '' } };
    return this.#call({ id, ...call, ...extra });
  }

  #call(members: JsonObject): string {
    return this.#chunk({ tool_calls: [{ index: this.#toolIndex, ...members }] });
  }

  #finish({ reason, usage }: Extract<ChatEvent, { type: 'finish' }>): string {
    const choice = JSON.stringify({ index: 0, delta: {}, finish_reason: writeFinishReason(reason) });
    const last = `data: ${this.#head},"choices":[${choice}]}\n\n`;
    const wantsUsage = this.#context.call?.includesUsage === true;
    const told = wantsUsage ? `data: ${this.#head},"choices":[],"usage":${JSON.stringify(writeUsage(usage))}}\n\n` : '';
    return `${last}${told}data: [DONE]\n\n`;
  }
}
