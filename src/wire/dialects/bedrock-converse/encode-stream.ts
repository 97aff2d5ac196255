/** Inner events as Converse's event stream. Source: Amazon Bedrock API reference, ConverseStream. */
import { packState, stateText } from '../../chat/opaque-state.ts';
import type { OpaqueState } from '../../chat/call.ts';
import type { ChatError, ChatEvent } from '../../chat/event.ts';
import type { StreamEncoder } from '../../chat/translator.ts';
import { spell, type Spelling } from '../../chat/tool-spelling.ts';
import { inputText } from '../../chat/writing.ts';
import { writeEventStreamMessage } from '../../framing/aws-event-stream.ts';
import type { JsonObject } from '../../json/object.ts';
import { exceptionName } from './errors.ts';
import { writeUsage } from './read-usage.ts';
import { writeStopReason } from './stop-reasons.ts';

const ID = 'bedrock-converse';
const TOOL_ID: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 64 };
const NOTHING = Buffer.alloc(0);

export function openEncoder(): StreamEncoder {
  const encoder = new Encoder();
  return { push: (event) => encoder.encode(event) };
}

class Encoder {
  #index = 0;
  /** Of a free-form tool: its text becomes a member of an object. */
  #freeform: string | null = null;

  encode(event: ChatEvent): Buffer {
    switch (event.type) {
      case 'start':
        return frame('messageStart', { role: 'assistant' });
      case 'text-delta':
        return this.#delta({ text: event.text });
      case 'citation':
        return event.citation.native?.dialect === ID ? this.#delta({ citation: event.citation.native.value }) : NOTHING;
      case 'reasoning-delta':
        return this.#delta({ reasoningContent: { text: event.text } });
      case 'reasoning-end':
        return Buffer.concat([
          event.state === null ? NOTHING : this.#delta({ reasoningContent: signed(event.state) }),
          this.#stop(),
        ]);
      case 'text-end':
        return this.#stop();
      case 'tool-start':
        return this.#startTool(event);
      case 'tool-delta':
        if (this.#freeform === null) return this.#delta({ toolUse: { input: event.text } });
        this.#freeform += event.text;
        return NOTHING;
      case 'tool-end':
        return this.#endTool();
      case 'finish':
        return Buffer.concat([
          frame('messageStop', { stopReason: writeStopReason(event.reason) }),
          frame('metadata', { usage: writeUsage(event.usage), metrics: { latencyMs: 0 } }),
        ]);
      case 'error':
        return exceptionFrame(event.error);
      case 'text-start':
      case 'reasoning-start':
      case 'block':
        return NOTHING;
    }
  }

  #delta(delta: JsonObject): Buffer {
    return frame('contentBlockDelta', { contentBlockIndex: this.#index, delta });
  }

  #stop(): Buffer {
    const bytes = frame('contentBlockStop', { contentBlockIndex: this.#index });
    this.#index += 1;
    return bytes;
  }

  /** State that belongs to the call comes in a reasoning block of its own before it. */
  #startTool({ id, name, isFreeform, state }: Extract<ChatEvent, { type: 'tool-start' }>): Buffer {
    this.#freeform = isFreeform ? '' : null;
    const ahead =
      state === null ? [] : [this.#delta({ reasoningContent: { signature: packState(state, 'next') } }), this.#stop()];
    const start = { toolUse: { toolUseId: spell(id, TOOL_ID), name } };
    return Buffer.concat([...ahead, frame('contentBlockStart', { contentBlockIndex: this.#index, start })]);
  }

  #endTool(): Buffer {
    if (this.#freeform === null) return this.#stop();
    const input = inputText({ input: this.#freeform, isFreeform: true });
    return Buffer.concat([this.#delta({ toolUse: { input } }), this.#stop()]);
  }
}

export function signed(state: OpaqueState): JsonObject {
  if (state.issuer === 'claude' && state.kind === 'redacted') return { redactedContent: state.value };
  return { signature: stateText(state, 'claude') };
}

export function frame(event: string, payload: JsonObject): Buffer {
  const headers = { ':event-type': event, ':content-type': 'application/json', ':message-type': 'event' };
  return writeEventStreamMessage(headers, Buffer.from(JSON.stringify(payload)));
}

/** An exception of Bedrock's own keeps its name. */
function exceptionFrame({ kind, code, message }: ChatError): Buffer {
  const name = /^\w+Exception$/.test(code ?? '') ? String(code) : exceptionName(kind);
  const headers = {
    ':exception-type': name.charAt(0).toLowerCase() + name.slice(1),
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return writeEventStreamMessage(headers, Buffer.from(JSON.stringify({ message })));
}
