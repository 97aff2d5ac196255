/** What the bench upstream answers: one whole message of about 1 KB, and one of 200 events with thinking and a tool call. */
import { isRecord } from '../../testkit/json-shape.ts';
import {
  frame,
  messageBody,
  messageEvents,
  scriptedMessage,
  text,
  thinking,
  toolUse,
} from '../../testkit/upstream/scripted-message.ts';
import type { Block } from '../../testkit/upstream/scripted-message.ts';

export interface Answers {
  /** The JSON of a message that is not streamed. */
  whole: string;
  /** Server-sent events, each with its blank line. */
  events: string[];
  /** The JSON of the message that the events report. */
  message: string;
}

const WHO = { model: 'claude-sonnet-4-20250514', idPrefix: 'msg_vrtx_' };
const EVENTS = 200;
/** About three tokens of English: what one delta of a busy model carries. */
const DELTA_CHARACTERS = 14;
const COUNTS = { cacheRead: 71_000, cacheWrite5m: 1200, input: 6, output: 610, thinking: 240 };

export function makeAnswers(): Answers {
  const words = 'The gateway relays what the model says and counts what it costs. '.repeat(13);
  const whole = messageBody(scriptedMessage([text(words)], { usage: COUNTS }), WHO);
  return { whole: JSON.stringify(whole), ...streamOf(EVENTS) };
}

/** Thinking, text and one tool call; the text is as long as it must be for the number of events. */
function streamOf(count: number): Pick<Answers, 'events' | 'message'> {
  for (let textDeltas = 1; textDeltas < count; textDeltas += 1) {
    const message = scriptedMessage(blocks(textDeltas), { usage: COUNTS });
    const events = messageEvents(message, WHO, DELTA_CHARACTERS);
    if (events.length !== count) continue;
    const { message: opening } = events[0]?.data ?? {};
    const whole = { ...messageBody(message, WHO), ...(isRecord(opening) && { id: opening['id'] }) };
    return { events: events.map(frame), message: JSON.stringify(whole) };
  }
  throw new Error(`No message has exactly ${count} events.`);
}

function blocks(textDeltas: number): Block[] {
  const prose = 'I will look at the file, then run the tests again. '.repeat(100);
  return [
    thinking(prose.slice(0, DELTA_CHARACTERS * 60)),
    text(prose.slice(0, DELTA_CHARACTERS * textDeltas)),
    toolUse('Edit', {
      file_path: '/home/dev/project/src/main.ts',
      old_string: prose.slice(0, 300),
      new_string: 'done',
    }),
  ];
}
