/** The event stream of Responses as inner events. Source: OpenAI's streaming reference. */
import { lookUp } from '../../chat/look-up.ts';
import { CUT_OFF, objectIn, objectsIn, openSseDecoder, textIn, type StreamReading } from '../../chat/decoding.ts';
import { EventSequence } from '../../chat/event-sequence.ts';
import type { StopReason } from '../../chat/event.ts';
import type { DecodeContext, StreamDecoder } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { readErrorObject } from '../openai-chat/errors.ts';
import { readAnnotation } from './annotations.ts';
import { usageOf } from './answer.ts';
import { encryptedState, joinedText } from './reasoning.ts';
import { incompleteReason } from './read-usage.ts';

const ID = 'openai-responses';

export function openDecoder(context: DecodeContext): StreamDecoder {
  return openSseDecoder(new Reading(), context);
}

class Reading implements StreamReading {
  readonly sequence = new EventSequence();
  /** Items of which text has come: one that has its text only at its end is read then. */
  readonly told = new Set<string>();
  hasRefusal = false;

  read(event: JsonObject, name: string): void {
    const type = textIn(event, 'type') ?? name;
    lookUp(TRANSITIONS, type)?.(this, event);
  }

  close(): void {
    this.sequence.fail(CUT_OFF);
  }

  finish(response: JsonObject): void {
    this.sequence.finish({
      reason: this.#reason(response),
      stopSequence: null,
      usage: usageOf(response),
      native: { dialect: ID, reason: textIn(response, 'status'), extra: {} },
    });
  }

  #reason(response: JsonObject): StopReason {
    const incomplete = incompleteReason(response);
    if (incomplete !== null) return incomplete === 'content_filter' ? 'content-filter' : 'length';
    if (this.sequence.hasToolCalls) return 'tool-calls';
    return this.hasRefusal ? 'refusal' : 'end';
  }
}

type Transition = (reading: Reading, event: JsonObject) => void;

function keyOf(event: JsonObject): string {
  return String(event['output_index']);
}

const start: Transition = (reading, event) => {
  const response = objectIn(event, 'response');
  reading.sequence.start({ id: textIn(response, 'id'), model: textIn(response, 'model'), usage: null });
};

const finish: Transition = (reading, event) => {
  start(reading, event);
  reading.finish(objectIn(event, 'response'));
};

const reasoningDelta: Transition = (reading, event) => {
  reading.told.add(keyOf(event));
  reading.sequence.reasoning(textIn(event, 'delta') ?? '');
};

const toolDelta: Transition = (reading, event) => {
  reading.told.add(keyOf(event));
  reading.sequence.toolDelta(keyOf(event), textIn(event, 'delta') ?? '');
};

/** By the type of the event; what repeats text that has come, and events of tomorrow, pass unread. */
const TRANSITIONS: Readonly<Record<string, Transition>> = {
  'response.created': start,
  'response.in_progress': start,
  'response.output_item.added'(reading, event) {
    const item = objectIn(event, 'item');
    const isFreeform = item['type'] === 'custom_tool_call';
    if (item['type'] !== 'function_call' && !isFreeform) return;
    const id = textIn(item, 'call_id') ?? textIn(item, 'id') ?? '';
    reading.sequence.toolStart(keyOf(event), { id, name: textIn(item, 'name') ?? '', isFreeform });
  },
  'response.output_text.delta'(reading, event) {
    reading.told.add(keyOf(event));
    reading.sequence.text(textIn(event, 'delta') ?? '');
  },
  'response.refusal.delta'(reading, event) {
    reading.told.add(keyOf(event));
    reading.hasRefusal = true;
    reading.sequence.text(textIn(event, 'delta') ?? '', true);
  },
  'response.output_text.annotation.added'(reading, event) {
    const annotation = objectIn(event, 'annotation');
    for (const citation of readAnnotation(annotation)) reading.sequence.citation(citation);
  },
  'response.function_call_arguments.delta': toolDelta,
  'response.custom_tool_call_input.delta': toolDelta,
  'response.reasoning_summary_text.delta': reasoningDelta,
  'response.reasoning_text.delta': reasoningDelta,
  'response.reasoning_summary_part.added'(reading, event) {
    // A paragraph for each summary after the first.
    if (reading.told.has(keyOf(event))) reading.sequence.reasoning('\n\n');
  },
  'response.output_item.done'(reading, event) {
    const item = objectIn(event, 'item');
    const end = lookUp(ENDS, textIn(item, 'type'));
    if (end === undefined) reading.sequence.block({ type: 'native', dialect: ID, value: item });
    else end(reading, event);
  },
  'response.completed': finish,
  'response.incomplete': finish,
  'response.failed'(reading, event) {
    reading.sequence.fail(readErrorObject(objectIn(event, 'response')['error'], null));
  },
  error(reading, event) {
    reading.sequence.fail(readErrorObject(isObject(event['error']) ? event['error'] : withoutType(event), null));
  },
};

/** The event's own `type` is no code of an error. */
function withoutType({ type: _, ...error }: JsonObject): JsonObject {
  return error;
}

const endTool: Transition = (reading, event) => {
  const item = objectIn(event, 'item');
  const key = keyOf(event);
  if (!reading.told.has(key)) {
    reading.sequence.toolDelta(key, textIn(item, item['type'] === 'custom_tool_call' ? 'input' : 'arguments') ?? '');
  }
  reading.sequence.toolEnd(key);
};

/** By the type of the item that is done. */
const ENDS: Readonly<Record<string, Transition>> = {
  message(reading, event) {
    const content = reading.told.has(keyOf(event)) ? [] : objectsIn(objectIn(event, 'item'), 'content');
    for (const part of content) {
      const refusal = textIn(part, 'refusal');
      reading.hasRefusal ||= refusal !== null;
      reading.sequence.text(refusal ?? textIn(part, 'text') ?? '', refusal !== null);
    }
    reading.sequence.endText();
  },
  reasoning(reading, event) {
    const item = objectIn(event, 'item');
    const encrypted = textIn(item, 'encrypted_content');
    const text = joinedText([...objectsIn(item, 'summary'), ...objectsIn(item, 'content')]);
    if (!reading.told.has(keyOf(event)) && text !== '') reading.sequence.reasoning(text);
    if (encrypted === null) reading.sequence.endText();
    else reading.sequence.reasoningState(encryptedState(textIn(item, 'id') ?? '', encrypted));
  },
  function_call: endTool,
  custom_tool_call: endTool,
};
