/** Inner events as Gemini's stream: a function call comes whole, so its arguments wait until they are. Source: Gemini API reference. */
import type { ChatEvent } from '../../chat/event.ts';
import type { AnswerContext, StreamEncoder } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';
import { writePart } from './answer.ts';
import { writeError } from './errors.ts';
import { writeFinishReason } from './finish-reasons.ts';
import { writeUsage } from './read-usage.ts';

export function openEncoder(context: AnswerContext): StreamEncoder {
  const encoder = new Encoder(context);
  return { push: (event) => Buffer.from(encoder.encode(event)) };
}

class Encoder {
  readonly #context: AnswerContext;
  #call: Extract<ChatEvent, { type: 'tool-start' }> | null = null;
  #input = '';

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  encode(event: ChatEvent): string {
    switch (event.type) {
      case 'text-delta':
        return this.#part({ text: event.text });
      case 'reasoning-delta':
        return this.#part({ text: event.text, thought: true });
      case 'reasoning-end':
        if (event.state === null) return '';
        return this.#parts(writePart({ type: 'reasoning', text: '', state: event.state }));
      case 'text-end':
        if (event.state === null) return '';
        return this.#parts(writePart({ type: 'text', text: '', isRefusal: false, citations: [], state: event.state }));
      case 'tool-start':
        this.#call = event;
        this.#input = '';
        return '';
      case 'tool-delta':
        this.#input += event.text;
        return '';
      case 'tool-end': {
        if (this.#call === null) return '';
        const { id, name, isFreeform, state } = this.#call;
        return this.#parts(writePart({ type: 'tool-call', id, name, isFreeform, state, input: this.#input }));
      }
      case 'block':
        return this.#parts(writePart(event.part));
      case 'citation':
        return this.#citation(event.citation);
      case 'finish':
        return this.#finish(event);
      case 'error':
        return `data: ${JSON.stringify(writeError(event.error))}\n\n`;
      case 'start':
      case 'text-start':
      case 'reasoning-start':
        return '';
    }
  }

  #part(part: JsonObject): string {
    return this.#parts([part]);
  }

  #parts(parts: readonly JsonObject[]): string {
    return parts.length === 0 ? '' : this.#chunk({ content: { role: 'model', parts }, index: 0 }, {});
  }

  #chunk(candidate: JsonObject, members: JsonObject): string {
    const { model, id } = this.#context;
    return `data: ${JSON.stringify({ candidates: [candidate], ...members, modelVersion: model, responseId: id })}\n\n`;
  }

  #citation({ url, title }: Extract<ChatEvent, { type: 'citation' }>['citation']): string {
    if (url === null) return '';
    const web = { uri: url, ...(title === null ? {} : { title }) };
    return this.#chunk({ index: 0, groundingMetadata: { groundingChunks: [{ web }] } }, {});
  }

  #finish({ reason, usage }: Extract<ChatEvent, { type: 'finish' }>): string {
    const metadata = writeUsage(usage);
    const candidate = { content: { role: 'model', parts: [] }, finishReason: writeFinishReason(reason), index: 0 };
    return this.#chunk(candidate, metadata === null ? {} : { usageMetadata: metadata });
  }
}
