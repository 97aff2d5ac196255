/** Takes thinking out of a conversation: its signatures hold for the account that issued them and for no other. */
import { removalCuts } from '../../json/edit.ts';
import { findMember, elementsOf, membersOf } from '../../json/scan.ts';
import type { Cut, Edit } from '../../json/edit.ts';
import type { JsonDocument } from '../../json/scan.ts';
import type { Slices } from '../../../kernel/slices.ts';
import { Ranges, type Range } from '../../json/ranges.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
/** Turns, or blocks of one turn: some hundred microseconds of work. */
const BETWEEN_PAUSES = 256;
/** How both types' names end. */
const THINKING = Buffer.from('thinking"');

export interface StrippedThinking {
  edits: Edit[];
  /** Blocks taken out. */
  removed: number;
  /**
   * The last assistant turn calls tools and has no thinking: it has just lost it, or came after the stripped turns without
   * any. Models with `thinking: enabled` refuse to go on from
   * such a turn, so thinking must be off for this request.
   */
  bareToolTurn: boolean;
}

/**
 * The edits that remove `thinking` and `redacted_thinking` from the assistant turns of `messages`; all else keeps its
 * bytes and order. A turn of nothing but thinking goes as a whole: the API takes no empty turn, joins its neighbours, and
 * would read an invented text as the model's own words. With `turnsToStrip`, the turns after that many keep theirs. Throws
 * JsonScanError where a turn is not JSON.
 */
export function* stripThinking({ bytes, members }: JsonDocument, turnsToStrip = Infinity): Slices<StrippedThinking> {
  const stripped: StrippedThinking = { edits: [], removed: 0, bareToolTurn: false };
  const messages = findMember(members, 'messages');
  if (messages === undefined || !bytes.subarray(messages.valueStart, messages.end).includes(THINKING)) return stripped;
  const turns = messages.elements ?? itemsAt(bytes, messages.valueStart);
  const emptied = new Set<number>();
  for (const [index, turn] of turns.entries()) {
    if (isPauseDue(index)) yield;
    const content = yield* assistantContent(bytes, turn);
    if (content !== null && takeThinking(stripped, content, index < turnsToStrip)) emptied.add(index);
  }
  addCuts(stripped.edits, removalCuts(turns, emptied));
  return stripped;
}

const isPauseDue = (index: number): boolean => index > 0 && index % BETWEEN_PAUSES === 0;

/** True where nothing of the turn is left. */
function takeThinking(
  stripped: StrippedThinking,
  { blocks, thinking, callsTool }: AssistantContent,
  isStripped: boolean,
): boolean {
  stripped.bareToolTurn = callsTool && isStripped === thinking.size > 0;
  if (!isStripped) return false;
  stripped.removed += thinking.size;
  if (thinking.size > 0 && thinking.size === blocks.length) return true;
  addCuts(stripped.edits, removalCuts(blocks, thinking));
  return false;
}

/** One by one: spread arguments would overflow the stack on a hostile body. */
function addCuts(edits: Edit[], cuts: readonly Cut[]): void {
  for (const cut of cuts) edits.push({ type: 'splice', ...cut });
}

interface AssistantContent {
  blocks: Ranges;
  /** Indexes of `blocks`. */
  thinking: Set<number>;
  callsTool: boolean;
}

/** Null for any other turn; no blocks when the content is a plain string. */
function* assistantContent(bytes: Buffer, turn: Range): Slices<AssistantContent | null> {
  const [role, content] = valuesAt(bytes, turn.start, ['role', 'content']);
  if (role === undefined || !isText(bytes, role, '"assistant"')) return null;
  const blocks = content === undefined ? new Ranges(bytes) : itemsAt(bytes, content.start);
  const read: AssistantContent = { blocks, thinking: new Set(), callsTool: false };
  for (const [index, block] of blocks.entries()) {
    if (isPauseDue(index)) yield;
    const [type] = valuesAt(bytes, block.start, ['type']);
    if (type === undefined) continue;
    if (isText(bytes, type, '"thinking"') || isText(bytes, type, '"redacted_thinking"')) read.thinking.add(index);
    else if (isText(bytes, type, '"tool_use"')) read.callsTool = true;
  }
  return read;
}

function itemsAt(bytes: Buffer, start: number): Ranges {
  return bytes[start] === OPEN_ARRAY ? elementsOf(bytes, start) : new Ranges(bytes);
}

/** The ranges of the members' values; undefined for one that is absent, and for all when this is no object. */
function valuesAt(bytes: Buffer, start: number, keys: readonly string[]): (Range | undefined)[] {
  if (bytes[start] !== OPEN_OBJECT) return [];
  const members = membersOf(bytes, start);
  return keys.map((key) => {
    const member = findMember(members, key);
    return member === undefined ? undefined : { start: member.valueStart, end: member.end };
  });
}

function isText(bytes: Buffer, { start, end }: Range, text: string): boolean {
  return end - start === text.length && bytes.toString('latin1', start, end) === text;
}
