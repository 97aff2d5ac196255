/** What in the turns of a Chat Completions body a host spells otherwise: single strings are replaced, and no other byte. */
import { GatewayError } from '../../../kernel/errors.ts';
import type { Slices } from '../../../kernel/slices.ts';
import { TEXT_ONLY } from '../../chat/refused-members.ts';
import { spell } from '../../chat/tool-spelling.ts';
import type { TargetQuirks } from '../../chat/translator.ts';
import type { Edit } from '../../json/edit.ts';
import { textAt } from '../../json/locate.ts';
import { isObject } from '../../json/object.ts';
import { elementsOf, findMember, membersOf, type JsonDocument, type Member } from '../../json/scan.ts';

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/** How a turn is changed in which `sign` stands; without it, nobody looks into the turn. */
interface Change {
  sign: Buffer;
  editsOf: (bytes: Buffer, turn: readonly Member[]) => Edit[];
}

const DEVELOPER = Buffer.from('"developer"');
const TOOL_CALL = Buffer.from('"tool_call');
const PART = Buffer.from('"type"');

/** What of a body is looked at between two pauses; a turn costs so much more than its bytes. */
const SLICE_BYTES = 64 * 1024;
const TURN_BYTES = 512;

/** Throws JsonScanError, and GatewayError where a host that takes text only would be sent anything else. */
export function* turnEdits({ bytes, members }: JsonDocument, quirks: TargetQuirks): Slices<Edit[]> {
  const changes = changesFor(quirks);
  const messages = changes.length === 0 ? undefined : findMember(members, 'messages');
  if (messages === undefined || bytes[messages.valueStart] !== OPEN_ARRAY) return [];
  const edits: Edit[] = [];
  let looked = 0;
  for (const { start, end } of messages.elements ?? elementsOf(bytes, messages.valueStart)) {
    if (looked > SLICE_BYTES) {
      yield;
      looked = 0;
    }
    looked += end - start + TURN_BYTES;
    if (bytes[start] !== OPEN_OBJECT) continue;
    const text = bytes.subarray(start, end);
    const due = changes.filter(({ sign }) => text.includes(sign));
    if (due.length === 0) continue;
    const turn = membersOf(bytes, start);
    for (const { editsOf } of due) for (const edit of editsOf(bytes, turn)) edits.push(edit);
  }
  return edits;
}

function changesFor({ developerRole, toolIdLength, contentAsString }: TargetQuirks): Change[] {
  const changes: Change[] = [];
  if (developerRole !== undefined) {
    changes.push({ sign: DEVELOPER, editsOf: (bytes, turn) => renamedRole(bytes, turn, developerRole) });
  }
  if (toolIdLength !== undefined) {
    changes.push({ sign: TOOL_CALL, editsOf: (bytes, turn) => respelledIds(bytes, turn, toolIdLength) });
  }
  if (contentAsString === true) changes.push({ sign: PART, editsOf: contentAsText });
  return changes;
}

function renamedRole(bytes: Buffer, turn: readonly Member[], name: string): Edit[] {
  const role = findMember(turn, 'role');
  return stringIn(bytes, role) === 'developer' ? [replaced(role, name)] : [];
}

/** null = there is no such member, or it is no string. */
function stringIn(bytes: Buffer, member: Member | undefined): string | null {
  if (member === undefined || bytes[member.valueStart] !== QUOTE) return null;
  return textAt(bytes, { start: member.valueStart, end: member.end });
}

function replaced(member: Member | undefined, text: string): Edit {
  const { valueStart: start = 0, end = 0 } = member ?? {};
  return { type: 'splice', start, end, replacement: JSON.stringify(text) };
}

/** What is more than any model says at once stays as it came, for the upstream to judge. */
const MAX_CALLS = 1000;
const MAX_CONTENT_BYTES = 1024 * 1024;

/** The same id gets the same spelling wherever it stands, so that a result still belongs to its call. */
function respelledIds(bytes: Buffer, turn: readonly Member[], exactLength: number): Edit[] {
  const calls = findMember(turn, 'tool_calls');
  const isList = calls !== undefined && bytes[calls.valueStart] === OPEN_ARRAY;
  const listed = isList ? elementsOf(bytes, calls.valueStart) : [];
  const inside = listed.length > MAX_CALLS ? [] : Array.from(listed, ({ start }) => idOf(bytes, start));
  return [findMember(turn, 'tool_call_id'), ...inside].flatMap((member) => {
    const id = stringIn(bytes, member);
    const spelled = id === null ? null : spell(id, { forbidden: /[^a-zA-Z0-9]/, maxLength: exactLength, exactLength });
    return spelled === null || spelled === id ? [] : [replaced(member, spelled)];
  });
}

const idOf = (bytes: Buffer, start: number): Member | undefined =>
  bytes[start] === OPEN_OBJECT ? findMember(membersOf(bytes, start), 'id') : undefined;

/** Parts of text as one string. */
function contentAsText(bytes: Buffer, turn: readonly Member[]): Edit[] {
  const content = findMember(turn, 'content');
  if (content === undefined || bytes[content.valueStart] !== OPEN_ARRAY) return [];
  if (content.end - content.valueStart > MAX_CONTENT_BYTES) return [];
  const parts = JSON.parse(bytes.toString('utf8', content.valueStart, content.end)) as unknown[];
  const texts = parts.map((part) => {
    if (isObject(part) && part['type'] === 'text' && typeof part['text'] === 'string') return part['text'];
    throw new GatewayError('invalid_request', `messages: ${TEXT_ONLY}`, {
      native: {
        dialect: 'openai-chat',
        type: 'invalid_request_error',
        code: 'unsupported_parameter',
        param: 'messages',
      },
    });
  });
  return [replaced(content, texts.join('\n\n'))];
}
