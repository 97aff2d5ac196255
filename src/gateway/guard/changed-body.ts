/** A body with what guardrails change in it. One that a check wrote takes the place of the whole; of one that is masked every other byte stays. */
import type { Placed } from '../../guardrails/conversation.ts';
import { maskedText } from '../../guardrails/masked-text.ts';
import type { Placeholders } from '../../guardrails/placeholders.ts';
import type { Change } from '../../guardrails/scene.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { writtenAs, type Words } from '../../wire/words.ts';
import { fittedInto, maskedAnswer, type PlacedWords } from './replaced.ts';

/** Where the words of a request stand in its document. */
interface WordsOfRequest {
  readonly document: JsonDocument;
  readonly dialect: Pick<Dialect, 'turns'>;
  wordAt(part: number, word: number): { place: Words; text: string } | null;
}

/** Throws JsonScanError where a check wrote what cannot be read. */
export function changedRequest(words: WordsOfRequest, change: Change, placeholders: Placeholders): JsonDocument {
  const { document, dialect } = words;
  const bytes =
    'json' in change
      ? Buffer.from(JSON.stringify(change.json))
      : Buffer.concat(applyEdits(document, editsFor(words, change.replacements, placeholders)));
  return scanDocument(bytes, dialect.turns ?? undefined);
}

function editsFor(words: WordsOfRequest, found: readonly Placed[], placeholders: Placeholders): Edit[] {
  const byWord = Map.groupBy(found, ({ part, word }) => `${part} ${word}`);
  const inOrder = [...byWord.values()].toSorted(([a], [b]) => order(a) - order(b) || (a?.word ?? 0) - (b?.word ?? 0));
  return inOrder.flatMap((list) => {
    const [first] = list;
    const at = first === undefined ? null : words.wordAt(first.part, first.word);
    if (at === null) return [];
    const replacement = writtenAs(at.place, maskedText(at.text, fittedInto(at.place, list), placeholders));
    return [{ type: 'splice', start: at.place.start, end: at.place.end, replacement }];
  });
}

const order = (placed: Placed | undefined): number => placed?.part ?? 0;

export function changedAnswer(words: PlacedWords, change: Change, placeholders: Placeholders): Buffer {
  if ('json' in change) return Buffer.from(JSON.stringify(change.json));
  return maskedAnswer(words, change.replacements, placeholders) ?? words.bytes;
}
