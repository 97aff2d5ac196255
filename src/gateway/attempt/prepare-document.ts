/** Prepares the body for one target: applies the config's parameters, and drops thinking blocks of another account. */
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { findMember, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { LARGE_BYTES, scanSlices } from '../../wire/json/scan-slices.ts';
import { paramEdits, prepareDrops, type Params } from '../../wire/json/param-edits.ts';
import { atOnce, inSlices, type NextTurn } from '../../kernel/slices.ts';
import type { Settings } from '../../routing/parse.ts';

/** A body, and the dialect that it is written in. */
export interface WrittenIn {
  document: JsonDocument;
  dialect: Dialect;
}

/** Without any parameter the document stays the client's own bytes. Throws JsonScanError. */
export function withParams({ document, dialect }: WrittenIn, settings: Settings): JsonDocument {
  return edited(document, dialect, editsOf(document, settings));
}

/** The same for a large document, in slices between which others have their turn. */
export async function withParamsInSlices(
  { document, dialect: { turns } }: WrittenIn,
  settings: Settings,
  nextTurn: NextTurn,
): Promise<JsonDocument> {
  await inSlices(prepareDrops(document, paramsOf(settings)), nextTurn);
  const edits = editsOf(document, settings);
  if (edits.length === 0) return document;
  await nextTurn();
  return inSlices(scanSlices(Buffer.concat(applyEdits(document, edits)), turns ?? undefined), nextTurn);
}

const editsOf = (document: JsonDocument, settings: Settings): Edit[] => paramEdits(document, paramsOf(settings));

function paramsOf({ defaultParams: defaults, overrideParams: overrides, dropParams: drops }: Settings): Params {
  return { defaults, overrides, drops };
}

/** With a member of the top level of another value, `edit`. A large document is scanned in slices. */
export function withMember(
  { document, dialect }: WrittenIn,
  edit: Edit,
  nextTurn: NextTurn,
): JsonDocument | Promise<JsonDocument> {
  if (document.bytes.length < LARGE_BYTES) return edited(document, dialect, [edit]);
  const bytes = Buffer.concat(applyEdits(document, [edit]));
  return inSlices(scanSlices(bytes, dialect.turns ?? undefined), nextTurn);
}

/** How many turns the conversation has. */
export function turnsOf({ document, dialect }: WrittenIn): number {
  return dialect.turns === null ? 0 : (findMember(document.members, dialect.turns)?.elements?.length ?? 0);
}

/** `removed` is the number of blocks taken out of the first `turns`; later ones keep theirs. Large documents go in slices. */
export async function withoutReasoning(
  { document, dialect }: WrittenIn,
  { turns, nextTurn }: { turns: number; nextTurn: NextTurn },
): Promise<{ document: JsonDocument; removed: number }> {
  const slices = dialect.dropReasoning(document, turns);
  if (document.bytes.length < LARGE_BYTES) {
    const { edits, removed } = atOnce(slices);
    return { document: edited(document, dialect, edits), removed };
  }
  const { edits, removed } = await inSlices(slices, nextTurn);
  if (edits.length === 0) return { document, removed };
  await nextTurn();
  const bytes = Buffer.concat(applyEdits(document, edits));
  return { document: await inSlices(scanSlices(bytes, dialect.turns ?? undefined), nextTurn), removed };
}

function edited(document: JsonDocument, { turns }: Dialect, edits: readonly Edit[]): JsonDocument {
  return edits.length === 0 ? document : scanDocument(Buffer.concat(applyEdits(document, edits)), turns ?? undefined);
}
