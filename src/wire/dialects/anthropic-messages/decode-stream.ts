/** Anthropic's event stream as inner events. Source: Messages API streaming reference. */
import { lookUp } from '../../chat/look-up.ts';
import { CUT_OFF, objectIn, openSseDecoder, textIn, type StreamReading } from '../../chat/decoding.ts';
import { EventSequence } from '../../chat/event-sequence.ts';
import { readState } from '../../chat/opaque-state.ts';
import type { DecodeContext, StreamDecoder } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';
import { unknownMembers } from '../../chat/field.ts';
import { isObject } from '../../json/object.ts';
import type { Usage } from '../../usage.ts';
import { readErrorMembers } from './chat-errors.ts';
import { usageIn } from './chat-usage.ts';
import { readCitation } from './citations.ts';
import { readStopReason } from './stop-reasons-map.ts';

const ID = 'anthropic-messages';

export function openDecoder(context: DecodeContext): StreamDecoder {
  return openSseDecoder(new Reading(), context);
}

/** A block of a type that only this dialect has, while its input streams in. */
interface NativeBlock {
  value: JsonObject;
  input: string;
}

class Reading implements StreamReading {
  readonly sequence = new EventSequence();
  usage: Usage | null = null;
  model: string | null = null;
  stop: { delta: JsonObject; extra: JsonObject } | null = null;
  native: NativeBlock | null = null;

  read(event: JsonObject, name: string): void {
    const type = textIn(event, 'type') ?? name;
    lookUp(TRANSITIONS, type)?.(this, event);
  }

  /** A stream that reported why it stopped is complete, even where its last event is missing. */
  close(): void {
    if (this.stop === null) this.sequence.fail(CUT_OFF);
    else this.finish(this.stop);
  }

  finish({ delta, extra }: { delta: JsonObject; extra: JsonObject }): void {
    this.sequence.finish({
      reason: readStopReason(delta['stop_reason']),
      stopSequence: textIn(delta, 'stop_sequence'),
      usage: this.usage,
      native: { dialect: ID, reason: textIn(delta, 'stop_reason'), extra },
    });
  }
}

type Transition = (reading: Reading, event: JsonObject) => void;

/** By the type of the event; pings and types of tomorrow pass unread. */
const TRANSITIONS: Readonly<Record<string, Transition>> = {
  message_start(reading, event) {
    const message = objectIn(event, 'message');
    reading.usage = usageIn(message['usage']);
    const usage = reading.usage === null ? null : structuredClone(reading.usage);
    reading.sequence.start({ id: textIn(message, 'id'), model: textIn(message, 'model'), usage });
  },
  content_block_start(reading, event) {
    const block = objectIn(event, 'content_block');
    const start = lookUp(STARTS, textIn(block, 'type'));
    if (start === undefined) reading.native = { value: block, input: '' };
    else start(reading, { ...block, index: event['index'] });
  },
  content_block_delta(reading, event) {
    const delta = objectIn(event, 'delta');
    lookUp(DELTAS, textIn(delta, 'type'))?.(reading, { ...delta, index: event['index'] });
  },
  content_block_stop(reading, event) {
    if (reading.native !== null) endNative(reading, reading.native);
    else {
      reading.sequence.toolEnd(String(event['index']));
      reading.sequence.endText();
    }
  },
  message_delta(reading, event) {
    reading.usage = usageIn(event['usage'], reading.usage);
    reading.stop = { delta: objectIn(event, 'delta'), extra: endingOf(event) };
  },
  message_stop(reading) {
    reading.finish(reading.stop ?? { delta: {}, extra: {} });
  },
  error(reading, event) {
    reading.sequence.fail(readErrorMembers(event, null));
  },
};

const DELTA_KNOWN = new Set(['stop_reason', 'stop_sequence']);
const ENDING_KNOWN = new Set(['type', 'delta', 'usage']);

function endingOf(event: JsonObject): JsonObject {
  return { ...unknownMembers(objectIn(event, 'delta'), DELTA_KNOWN), ...unknownMembers(event, ENDING_KNOWN) };
}

/** By the type of the block that begins. */
const STARTS: Readonly<Record<string, Transition>> = {
  text(reading, block) {
    reading.sequence.endText();
    reading.sequence.text(textIn(block, 'text') ?? '');
  },
  thinking(reading, block) {
    reading.sequence.endText();
    reading.sequence.reasoning(textIn(block, 'thinking') ?? '');
  },
  redacted_thinking(reading, block) {
    reading.sequence.endText();
    reading.sequence.reasoningState(readState(textIn(block, 'data') ?? '', { issuer: 'claude', kind: 'redacted' }));
  },
  tool_use(reading, block) {
    const id = textIn(block, 'id') ?? '';
    const key = String(block['index']);
    reading.sequence.toolStart(key, { id, name: textIn(block, 'name') ?? '' });
    const input = block['input'];
    if (isObject(input) && Object.keys(input).length > 0) reading.sequence.toolDelta(key, JSON.stringify(input));
  },
};

/** By the type of the delta. */
const DELTAS: Readonly<Record<string, Transition>> = {
  text_delta(reading, delta) {
    reading.sequence.text(textIn(delta, 'text') ?? '');
  },
  thinking_delta(reading, delta) {
    reading.sequence.reasoning(textIn(delta, 'thinking') ?? '');
  },
  signature_delta(reading, delta) {
    const signature = textIn(delta, 'signature') ?? '';
    if (signature !== '') {
      reading.sequence.reasoningState(readState(signature, { issuer: 'claude', kind: 'signature' }));
    }
  },
  input_json_delta(reading, delta) {
    const json = textIn(delta, 'partial_json') ?? '';
    if (reading.native === null) reading.sequence.toolDelta(String(delta['index']), json);
    else reading.native.input += json;
  },
  citations_delta(reading, delta) {
    reading.sequence.citation(readCitation(objectIn(delta, 'citation')));
  },
};

function endNative(reading: Reading, { value, input }: NativeBlock): void {
  reading.native = null;
  const filled = input.trim() === '' ? value : { ...value, input: JSON.parse(input) as unknown };
  reading.sequence.block({ type: 'native', dialect: ID, value: filled });
}
