/**
 * Labels of a request, by which Google breaks its bill down. Sources: Google's pages "Add labels to API calls" of Vertex AI and
 * "Requirements for labels" of Resource Manager.
 */
import type { Edit } from '../../wire/json/edit.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';

const MAX_CHARACTERS = 63;
const MAX_LABELS = 64;

/** Labels that the body says itself stay, and no others are added to them. */
export function labelEdits(document: JsonDocument, labels: Readonly<Record<string, string>> = {}): Edit[] {
  if (document.members.some(({ key }) => key === 'labels')) return [];
  const allowed = new Map<string, string>();
  for (const [name, value] of Object.entries(labels)) {
    const [key, text] = [inWriting(name), inWriting(value)];
    if (!/^[a-z]/.test(key) || text === '' || allowed.has(key) || allowed.size === MAX_LABELS) continue;
    allowed.set(key, text);
  }
  if (allowed.size === 0) return [];
  return [{ type: 'set', key: 'labels', json: JSON.stringify(Object.fromEntries(allowed)) }];
}

/** Lower-case ASCII letters, digits, `_` and `-`: `_` stands for anything else. */
function inWriting(text: string): string {
  const lower = text.trim().toLowerCase();
  return lower.replaceAll(/[^a-z0-9_-]/g, '_').slice(0, MAX_CHARACTERS);
}
