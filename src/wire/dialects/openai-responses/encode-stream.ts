/** Inner events as the event stream of Responses: every item begins, grows and is repeated when it is done. */
import { packState } from '../../chat/opaque-state.ts';
import type { Citation, OpaqueState } from '../../chat/call.ts';
import type { AnswerPart, ChatError, ChatEvent } from '../../chat/event.ts';
import type { AnswerContext, StreamEncoder } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';
import { errorMembers } from '../openai-chat/errors.ts';
import { writeAnnotation } from './annotations.ts';
import { itemId, responseObject, writePart } from './answer.ts';
import { isDeclaredFreeform } from './freeform.ts';

type TextPart = Extract<AnswerPart, { type: 'text' }>;
type ReasoningPart = Extract<AnswerPart, { type: 'reasoning' }>;
type CallPart = Extract<AnswerPart, { type: 'tool-call' }>;

export function openEncoder(context: AnswerContext): StreamEncoder {
  const encoder = new Encoder(context);
  return { push: (event) => Buffer.from(encoder.encode(event)) };
}

class Encoder {
  readonly #context: AnswerContext;
  readonly #output: JsonObject[] = [];
  #sequence = 0;
  #open: TextPart | ReasoningPart | CallPart | null = null;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  encode(event: ChatEvent): string {
    switch (event.type) {
      case 'start':
        return this.#told('response.created') + this.#told('response.in_progress');
      case 'text-start':
        return this.#startText(event.isRefusal);
      case 'text-delta':
        return this.#textDelta(event.text);
      case 'citation':
        return this.#citation(event.citation);
      case 'text-end':
        return this.#endText();
      case 'reasoning-start':
        return this.#startReasoning();
      case 'reasoning-delta':
        return this.#reasoningDelta(event.text);
      case 'reasoning-end':
        return this.#endReasoning(event.state);
      case 'tool-start':
        return this.#startTool(event);
      case 'tool-delta':
        return this.#toolDelta(event.text);
      case 'tool-end':
        return this.#endTool();
      case 'block':
        return writePart(event.part, this.#context, this.#output.length)
          .map((item) => this.#whole(item))
          .join('');
      case 'finish': {
        const response = responseObject(
          { output: this.#output, reason: event.reason, usage: event.usage },
          this.#context,
        );
        return this.#event(response['status'] === 'completed' ? 'response.completed' : 'response.incomplete', {
          response,
        });
      }
      case 'error':
        return this.#error(event.error);
    }
  }

  #event(type: string, members: JsonObject): string {
    const data = JSON.stringify({ type, sequence_number: this.#sequence, ...members });
    this.#sequence += 1;
    return `event: ${type}\ndata: ${data}\n\n`;
  }

  #told(type: string): string {
    return this.#event(type, { response: responseObject({ output: [], reason: null, usage: null }, this.#context) });
  }

  /** Members that place a delta. */
  #place(kind: 'msg' | 'rs' | 'fc' | 'ctc'): JsonObject {
    return { item_id: itemId(kind, this.#context, this.#output.length), output_index: this.#output.length };
  }

  #added(item: JsonObject): string {
    return this.#event('response.output_item.added', { output_index: this.#output.length, item });
  }

  #done(item: JsonObject): string {
    const text = this.#event('response.output_item.done', { output_index: this.#output.length, item });
    this.#output.push(item);
    return text;
  }

  #whole(item: JsonObject): string {
    return this.#added(item) + this.#done(item);
  }

  #startText(isRefusal: boolean): string {
    this.#open = { type: 'text', text: '', isRefusal, citations: [], state: null };
    const place = this.#place('msg');
    const item = { id: place['item_id'], type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const part = isRefusal
      ? { type: 'refusal', refusal: '' }
      : { type: 'output_text', text: '', annotations: [], logprobs: [] };
    return this.#added(item) + this.#event('response.content_part.added', { ...place, content_index: 0, part });
  }

  #textDelta(delta: string): string {
    if (this.#open?.type !== 'text') return '';
    this.#open.text += delta;
    const place = { ...this.#place('msg'), content_index: 0, delta };
    if (this.#open.isRefusal) return this.#event('response.refusal.delta', place);
    return this.#event('response.output_text.delta', { ...place, logprobs: [] });
  }

  #citation(citation: Citation): string {
    const annotation = writeAnnotation(citation);
    if (this.#open?.type !== 'text' || annotation === null) return '';
    const place = { ...this.#place('msg'), content_index: 0, annotation_index: this.#open.citations.length };
    this.#open.citations.push(citation);
    return this.#event('response.output_text.annotation.added', { ...place, annotation });
  }

  #endText(): string {
    if (this.#open?.type !== 'text') return '';
    const { text, isRefusal } = this.#open;
    const [item = {}] = writePart(this.#open, this.#context, this.#output.length);
    const [part] = item['content'] as JsonObject[];
    const place = { ...this.#place('msg'), content_index: 0 };
    const done = isRefusal
      ? this.#event('response.refusal.done', { ...place, refusal: text })
      : this.#event('response.output_text.done', { ...place, text, logprobs: [] });
    return done + this.#event('response.content_part.done', { ...place, part }) + this.#done(item);
  }

  #startReasoning(): string {
    this.#open = { type: 'reasoning', text: '', state: null };
    return this.#added({ id: this.#place('rs')['item_id'], type: 'reasoning', summary: [] });
  }

  /** A summary begins with its first text: reasoning that is only encrypted has none. */
  #reasoningDelta(delta: string): string {
    if (this.#open?.type !== 'reasoning') return '';
    const place = { ...this.#place('rs'), summary_index: 0 };
    const part = { type: 'summary_text', text: '' };
    const added =
      this.#open.text === '' ? this.#event('response.reasoning_summary_part.added', { ...place, part }) : '';
    this.#open.text += delta;
    return added + this.#event('response.reasoning_summary_text.delta', { ...place, delta });
  }

  #endReasoning(state: OpaqueState | null): string {
    if (this.#open?.type !== 'reasoning') return '';
    const { text } = this.#open;
    const place = { ...this.#place('rs'), summary_index: 0 };
    const part = { type: 'summary_text', text };
    const done =
      text === ''
        ? ''
        : this.#event('response.reasoning_summary_text.done', { ...place, text }) +
          this.#event('response.reasoning_summary_part.done', { ...place, part });
    const [item = {}] = writePart({ type: 'reasoning', text, state }, this.#context, this.#output.length);
    return done + this.#done(item);
  }

  #startTool({ id, name, isFreeform, state }: Extract<ChatEvent, { type: 'tool-start' }>): string {
    let ahead = '';
    if (state !== null) {
      const rs = this.#place('rs')['item_id'];
      ahead = this.#whole({ id: rs, type: 'reasoning', summary: [], encrypted_content: packState(state, 'next') });
    }
    this.#open = { type: 'tool-call', id, name, isFreeform, input: '', state: null };
    const item = this.#isCustom(this.#open)
      ? {
          id: this.#place('ctc')['item_id'],
          type: 'custom_tool_call',
          status: 'in_progress',
          call_id: id,
          name,
          input: '',
        }
      : {
          id: this.#place('fc')['item_id'],
          type: 'function_call',
          status: 'in_progress',
          call_id: id,
          name,
          arguments: '',
        };
    return ahead + this.#added(item);
  }

  #isCustom({ name, isFreeform }: CallPart): boolean {
    return isFreeform || isDeclaredFreeform(name, this.#context);
  }

  /** The text of a free-form tool that comes inside JSON is written when it is whole. */
  #toolDelta(delta: string): string {
    if (this.#open?.type !== 'tool-call') return '';
    this.#open.input += delta;
    if (!this.#isCustom(this.#open))
      return this.#event('response.function_call_arguments.delta', { ...this.#place('fc'), delta });
    if (!this.#open.isFreeform) return '';
    return this.#event('response.custom_tool_call_input.delta', { ...this.#place('ctc'), delta });
  }

  #endTool(): string {
    if (this.#open?.type !== 'tool-call') return '';
    const [item = {}] = writePart(this.#open, this.#context, this.#output.length);
    if (item['type'] === 'function_call') {
      const done = { ...this.#place('fc'), name: item['name'], arguments: item['arguments'] };
      return this.#event('response.function_call_arguments.done', done) + this.#done(item);
    }
    const input = item['input'];
    const place = this.#place('ctc');
    const late = this.#open.isFreeform
      ? ''
      : this.#event('response.custom_tool_call_input.delta', { ...place, delta: input });
    return late + this.#event('response.custom_tool_call_input.done', { ...place, input }) + this.#done(item);
  }

  /** Clients wait for one or the other. */
  #error(error: ChatError): string {
    const { message, code, param } = errorMembers(error);
    const failed = {
      ...responseObject({ output: this.#output, reason: null, usage: null }, this.#context),
      status: 'failed',
      error: { code: code ?? 'server_error', message },
    };
    return this.#event('error', { code, message, param }) + this.#event('response.failed', { response: failed });
  }
}
