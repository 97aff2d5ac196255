/** Converse's event stream as inner events. Source: Amazon Bedrock API reference, ConverseStream. */
import { lookUp } from '../../chat/look-up.ts';
import {
  CUT_OFF,
  objectIn,
  objectsIn,
  openDecoder as openFramedDecoder,
  textIn,
  upstreamBroke,
  type Framing,
  type StreamReading,
} from '../../chat/decoding.ts';
import { EventSequence } from '../../chat/event-sequence.ts';
import type { Citation } from '../../chat/call.ts';
import { readState } from '../../chat/opaque-state.ts';
import type { DecodeContext, StreamDecoder } from '../../chat/translator.ts';
import { EventStreamReader, type EventStreamMessage } from '../../framing/aws-event-stream.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, type Usage } from '../../usage.ts';
import { readException } from './errors.ts';
import { readTerms, readUsage } from './read-usage.ts';
import { isMalformed, readStopReason } from './stop-reasons.ts';

const ID = 'bedrock-converse';

export function openDecoder(context: DecodeContext): StreamDecoder {
  return openFramedDecoder(new Reading(), new BinaryFraming(), context);
}

/** Marks the name of an exception, which is no event. */
const EXCEPTION = 'exception ';

class BinaryFraming implements Framing {
  readonly #reader = new EventStreamReader();

  push(bytes: Uint8Array): { name: string; data: string }[] {
    return this.#reader.push(bytes).map(named);
  }

  end(): { name: string; data: string }[] {
    if (this.#reader.isTorn) throw new SyntaxError('it was cut off in the middle of an event');
    return [];
  }
}

function named({ headers, payload }: EventStreamMessage): { name: string; data: string } {
  const data = payload.toString('utf8');
  const type = headers[':message-type'];
  if (type === 'exception') return { name: `${EXCEPTION}${headers[':exception-type'] ?? ''}`, data };
  if (type !== 'error') return { name: headers[':event-type'] ?? '', data };
  const message = headers[':error-message'] ?? '';
  return { name: `${EXCEPTION}${headers[':error-code'] ?? ''}`, data: JSON.stringify({ message }) };
}

class Reading implements StreamReading {
  readonly sequence = new EventSequence();
  usage: Usage | null = null;
  stop: { reason: string; sequence: string | null } | null = null;

  read(event: JsonObject, name: string): void {
    if (name.startsWith(EXCEPTION)) {
      const message = textIn(event, 'message') ?? 'The upstream told an error without a message.';
      this.sequence.fail(readException(name.slice(EXCEPTION.length), message, null));
    } else lookUp(TRANSITIONS, name)?.(this, event);
  }

  /** The stop reason comes before the usage: without the last event the answer is whole all the same. */
  close(): void {
    if (this.stop === null) this.sequence.fail(CUT_OFF);
    else this.finish(this.stop);
  }

  finish({ reason, sequence }: { reason: string; sequence: string | null }): void {
    if (isMalformed(reason)) {
      return this.sequence.fail(upstreamBroke(`The model wrote a tool call that cannot be read: ${reason}`));
    }
    this.sequence.finish({
      reason: readStopReason(reason),
      stopSequence: sequence,
      usage: this.usage,
      native: { dialect: ID, reason, extra: {} },
    });
  }
}

type Transition = (reading: Reading, event: JsonObject) => void;

function keyOf(event: JsonObject): string {
  return String(event['contentBlockIndex']);
}

/** By the name of the event; events of tomorrow pass unread. */
const TRANSITIONS: Readonly<Record<string, Transition>> = {
  messageStart(reading) {
    reading.sequence.start({ id: null, model: null, usage: null });
  },
  // Many models send none for text and reasoning, so these begin with their first delta.
  contentBlockStart(reading, event) {
    const call = objectIn(event, 'start')['toolUse'];
    if (!isObject(call)) return;
    reading.sequence.toolStart(keyOf(event), { id: textIn(call, 'toolUseId') ?? '', name: textIn(call, 'name') ?? '' });
  },
  contentBlockDelta(reading, event) {
    const delta = objectIn(event, 'delta');
    for (const [kind, read] of Object.entries(DELTAS)) if (kind in delta) read(reading, event);
  },
  contentBlockStop(reading, event) {
    reading.sequence.toolEnd(keyOf(event));
    reading.sequence.endText();
  },
  messageStop(reading, event) {
    const fields = objectIn(event, 'additionalModelResponseFields');
    const sequence = textIn(objectIn(fields, 'delta'), 'stop_sequence') ?? textIn(fields, 'stop_sequence');
    reading.stop = { reason: textIn(event, 'stopReason') ?? 'end_turn', sequence };
  },
  metadata(reading, event) {
    if (isObject(event['usage'])) {
      reading.usage ??= emptyUsage();
      readUsage(reading.usage, event['usage']);
      readTerms(reading.usage, event);
    }
    if (reading.stop !== null) reading.finish(reading.stop);
  },
};

/** By the member of the delta. */
const DELTAS: Readonly<Record<string, Transition>> = {
  text(reading, event) {
    reading.sequence.text(textIn(objectIn(event, 'delta'), 'text') ?? '');
  },
  toolUse(reading, event) {
    const call = objectIn(objectIn(event, 'delta'), 'toolUse');
    reading.sequence.toolDelta(keyOf(event), textIn(call, 'input') ?? '');
  },
  reasoningContent(reading, event) {
    const reasoning = objectIn(objectIn(event, 'delta'), 'reasoningContent');
    const text = textIn(reasoning, 'text') ?? '';
    const signature = textIn(reasoning, 'signature');
    const redacted = textIn(reasoning, 'redactedContent');
    if (text !== '') reading.sequence.reasoning(text);
    if (signature !== null)
      reading.sequence.reasoningState(readState(signature, { issuer: 'claude', kind: 'signature' }));
    if (redacted !== null) reading.sequence.reasoningState(readState(redacted, { issuer: 'claude', kind: 'redacted' }));
  },
  citation(reading, event) {
    reading.sequence.citation(readCitation(objectIn(objectIn(event, 'delta'), 'citation')));
  },
};

export function readCitation(citation: JsonObject): Citation {
  const cited = objectsIn(citation, 'sourceContent')
    .map((part) => textIn(part, 'text') ?? '')
    .join('');
  return {
    url: textIn(objectIn(objectIn(citation, 'location'), 'web'), 'url'),
    title: textIn(citation, 'title'),
    citedText: cited === '' ? null : cited,
    native: { dialect: ID, value: citation },
  };
}
