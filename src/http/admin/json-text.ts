/** The text of an answer. A long list in it is written in pieces, and others have a turn of the event loop between them. */
import type { NextTurn } from '../../kernel/slices.ts';

/** Rows of the log take some 20 µs each. */
const ITEMS_AT_ONCE = 50;

/** As `JSON.stringify`, for an object of plain data. */
export async function jsonText(answer: object, nextTurn: NextTurn): Promise<string> {
  const members: string[] = [];
  for (const [name, value] of Object.entries(answer)) {
    const text = isLong(value) ? await listText(value, nextTurn) : (JSON.stringify(value) as string | undefined);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > ITEMS_AT_ONCE;
}

async function listText(list: readonly unknown[], nextTurn: NextTurn): Promise<string> {
  const pieces: string[] = [];
  for (let first = 0; first < list.length; first += ITEMS_AT_ONCE) {
    if (first > 0) await nextTurn();
    pieces.push(JSON.stringify(list.slice(first, first + ITEMS_AT_ONCE)).slice(1, -1));
  }
  return `[${pieces.join(',')}]`;
}
