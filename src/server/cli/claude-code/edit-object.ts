/** Sets and removes members of an object inside a JSON text. All other bytes stay unchanged. */
import { removalCuts, type Cut } from '../../../wire/json/edit.ts';
import { membersOf, type Member } from '../../../wire/json/scan.ts';

export interface ObjectEdit {
  /** By key; values are set as JSON. */
  set: ReadonlyMap<string, unknown>;
  remove: ReadonlySet<string>;
}

/** How the text around is laid out: new members follow it. */
export interface Layout {
  /** One step of indentation; '' = everything on one line. */
  unit: string;
  newline: string;
}

/** Read from the object that begins at `start`, which is the outermost. */
export function layoutOf(bytes: Buffer, start: number): Layout {
  const [first] = membersOf(bytes, start);
  if (first === undefined) return { unit: '  ', newline: '\n' };
  const lead = bytes.toString('utf8', start + 1, first.start);
  const newline = lead.includes('\r\n') ? '\r\n' : '\n';
  return { unit: lead.includes('\n') ? lead.slice(lead.lastIndexOf('\n') + 1) : '', newline };
}

/** The cuts that make the edit, for `applyEdits`. `depth` counts the objects around: 0 for the outermost. */
export function objectCuts(
  bytes: Buffer,
  { start, depth, layout }: { start: number; depth: number; layout: Layout },
  edit: ObjectEdit,
): Cut[] {
  const members = membersOf(bytes, start);
  const removed = new Set(members.flatMap(({ key }, index) => (edit.remove.has(key) ? [index] : [])));
  const cuts = removalCuts(members, removed);
  const added: string[] = [];
  for (const [key, value] of edit.set) {
    const member = members.findLast((candidate) => candidate.key === key);
    if (member === undefined) added.push(`${JSON.stringify(key)}: ${render(value, layout, depth + 1)}`);
    else cuts.push({ start: member.valueStart, end: member.end, replacement: render(value, layout, depth + 1) });
  }
  if (added.length > 0)
    cuts.push(insertion(bytes, { start, depth, layout, members, added, isEmptied: removed.size === members.length }));
  return cuts;
}

interface Insertion {
  start: number;
  depth: number;
  layout: Layout;
  members: readonly Member[];
  added: readonly string[];
  isEmptied: boolean;
}

function insertion(bytes: Buffer, { start, depth, layout, members, added, isEmptied }: Insertion): Cut {
  const [first] = members;
  const last = members.at(-1);
  if (first === undefined || last === undefined) {
    const lead = leadAt(layout, depth + 1);
    const closing = bytes.indexOf('}', start);
    return { start: start + 1, end: closing, replacement: `${lead}${added.join(`,${lead}`)}${leadAt(layout, depth)}` };
  }
  const separator = `,${bytes.toString('utf8', start + 1, first.start)}`;
  return { start: last.end, end: last.end, replacement: `${isEmptied ? '' : separator}${added.join(separator)}` };
}

function leadAt({ unit, newline }: Layout, depth: number): string {
  return unit === '' ? '' : `${newline}${unit.repeat(depth)}`;
}

function render(value: unknown, layout: Layout, depth: number): string {
  return JSON.stringify(value, null, layout.unit).replaceAll('\n', leadAt(layout, depth));
}
