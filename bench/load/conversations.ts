/**
 * What the clients ask. A conversation grows as Claude Code's does: each request carries all earlier messages byte for
 * byte and two new ones, and the cache mark moves to the last. Conversations share system prompt and tools, not messages.
 */
import { claudeCodeBody } from '../../testkit/claude-code-body.ts';
import { isRecord, parseJson, recordsIn } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';

/** Makes the body of the next request. */
export type NextBody = () => Buffer;

/** About 260 KB; 300 KB come twelve turns later. */
const FIRST_TURN = 51;
/** About 345 KB: then the client begins anew, as after a compaction. */
const LAST_TURN = 77;

let conversations = 0;

/** More than a body ever has. */
const ROOM_BYTES = 512 * 1024;

/**
 * A conversation of its own, in the middle of its life. Its bodies lie in one place, each over the one before, which by then
 * was answered: to make 300 KB of garbage for each would stop the load generator for its collector, and be measured.
 */
export function conversation(): NextBody {
  const room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  let turn = LAST_TURN;
  let name = '';
  /** Messages that were said before, and the bytes up to their end. */
  let told = 0;
  let past = 0;
  return () => {
    if (turn === LAST_TURN) {
      turn = FIRST_TURN;
      name = nextName();
      told = 2 * turn;
      past = room.write(head + textOf(messages.slice(0, told), name));
    }
    if (told < 2 * turn) past += room.write(`,${textOf(messages.slice(told, 2 * turn), name)}`, past);
    told = 2 * turn;
    const now = room.write(`,${textOf([marked(messages[told])], name)}${tail}`, past);
    turn += 1;
    return room.subarray(0, past + now);
  };
}

/** The small call that Claude Code makes for a title or a summary, about 1 KB, not streamed; each is another. */
export function smallQuestion(): Buffer {
  const question = `Write a title of three to seven words for this session (${nextName()}): `;
  const content = question.padEnd(SMALL_CHARACTERS, 'the tests fail on the second run and pass on the first; ');
  return Buffer.from(JSON.stringify({ model: MODEL, max_tokens: 64, messages: [{ role: 'user', content }] }));
}

const MODEL = 'claude-sonnet-4-20250514';
const SMALL_CHARACTERS = 900;

/** Bodies cut at the list of messages. */
const { head, messages, tail } = material();

function material(): { head: string; messages: JsonRecord[]; tail: string } {
  const body = parseJson(claudeCodeBody({ turns: LAST_TURN }).toString());
  if (!isRecord(body)) throw new Error('A Claude Code body is an object.');
  const [before = '', after = ''] = JSON.stringify({ ...body, messages: ['cut'] }).split('"cut"');
  return { head: before, messages: recordsIn(body['messages']).map(unmarked), tail: after };
}

/** Joined by commas. Tool ids and the first question differ between conversations, so every message does. */
function textOf(some: readonly JsonRecord[], name: string): string {
  const joined = some.map((message) => JSON.stringify(message)).join(',');
  return joined.replaceAll('"toolu_01', `"toolu_${name}`).replace('Please look at this', `Please look at ${name}`);
}

function marked(message: JsonRecord | undefined): JsonRecord {
  if (message === undefined) throw new Error('The conversation has no such turn.');
  const blocks = recordsIn(message['content']);
  const last = { ...blocks.at(-1), cache_control: { type: 'ephemeral' } };
  return { ...message, content: [...blocks.slice(0, -1), last] };
}

function unmarked(message: JsonRecord): JsonRecord {
  const content = recordsIn(message['content']).map(({ cache_control: _, ...block }) => block);
  return { ...message, content };
}

function nextName(): string {
  conversations += 1;
  return `b${conversations.toString(36).padStart(5, '0')}`;
}
