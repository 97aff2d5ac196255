/** A conversation without the thinking of its first turns, in a form that the API still takes. */
import type { Slices } from '../../../kernel/slices.ts';
import { isObject } from '../../json/object.ts';
import { readMember, type JsonDocument } from '../../json/scan.ts';
import type { DroppedReasoning } from '../dialect.ts';
import { stripThinking } from './strip-thinking.ts';

/** Later turns than the first `turns` keep theirs. Throws JsonScanError where a turn is not JSON. */
export function* dropThinking(document: JsonDocument, turns: number): Slices<DroppedReasoning> {
  const { edits, removed, bareToolTurn } = yield* stripThinking(document, turns);
  const mustThink = bareToolTurn && thinkingType(document) === 'enabled';
  if (mustThink) edits.push({ type: 'set', key: 'thinking', json: '{"type":"disabled"}' });
  return { edits, removed };
}

/** `adaptive` takes turns as they are; only `enabled` asks that each begins with thinking. */
function thinkingType(document: JsonDocument): unknown {
  const thinking: unknown = readMember(document, 'thinking');
  return isObject(thinking) ? thinking['type'] : undefined;
}
