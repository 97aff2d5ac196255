/** The body as one target is to see it: the config's parameters laid over it, thinking of another account taken out. */
import { stripThinking } from '../../wire/dialects/anthropic-messages/strip-thinking.ts';
import { applyEdits, type Edit } from '../../wire/json-edit.ts';
import { findMember, readMember, scanDocument, type JsonDocument } from '../../wire/json-scan.ts';
import { scanSlices } from '../../wire/json-scan-slices.ts';
import { isObject } from '../../wire/json-object.ts';
import { paramEdits } from '../../wire/param-edits.ts';
import { inSlices, type NextTurn } from '../../wire/slices.ts';
import type { Settings } from '../route/config.ts';

/** Without any parameter the document stays the client's own bytes. Throws JsonScanError. */
export function withParams(document: JsonDocument, settings: Settings): JsonDocument {
  return edited(document, editsOf(document, settings));
}

/** The same for a large document, in slices between which others have their turn. */
export async function withParamsInSlices(
  document: JsonDocument,
  settings: Settings,
  nextTurn: NextTurn,
): Promise<JsonDocument> {
  const edits = editsOf(document, settings);
  if (edits.length === 0) return document;
  await nextTurn();
  return inSlices(scanSlices(Buffer.concat(applyEdits(document, edits)), 'messages'), nextTurn);
}

function editsOf(document: JsonDocument, settings: Settings): Edit[] {
  const { defaultParams: defaults, overrideParams: overrides, dropParams: drops } = settings;
  return paramEdits(document, { defaults, overrides, drops });
}

/** How many turns the conversation has. */
export const turnsOf = ({ members }: JsonDocument): number => findMember(members, 'messages')?.elements?.length ?? 0;

/** `removed` is the number of blocks taken out of the first `turns`; later ones keep theirs. */
export function withoutThinking(document: JsonDocument, turns: number): { document: JsonDocument; removed: number } {
  const { edits, removed, bareToolTurn } = stripThinking(document, turns);
  const mustThink = bareToolTurn && thinkingType(document) === 'enabled';
  const off: Edit[] = mustThink ? [{ type: 'set', key: 'thinking', json: '{"type":"disabled"}' }] : [];
  return { document: edited(document, [...edits, ...off]), removed };
}

/** `adaptive` takes turns as they are; only `enabled` asks that each begins with thinking. */
function thinkingType(document: JsonDocument): unknown {
  const thinking: unknown = readMember(document, 'thinking');
  return isObject(thinking) ? thinking['type'] : undefined;
}

function edited(document: JsonDocument, edits: readonly Edit[]): JsonDocument {
  return edits.length === 0 ? document : scanDocument(Buffer.concat(applyEdits(document, edits)), 'messages');
}
