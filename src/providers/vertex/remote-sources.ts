/** Images and documents that a request only refers to: Claude on Vertex fetches no URL and has no files to read. */
import { GatewayError } from '../../kernel/errors.ts';
import { findMember, membersOf } from '../../wire/json/scan.ts';
import type { JsonDocument, Member } from '../../wire/json/scan.ts';
import { objectsIn } from '../../wire/dialects/anthropic-messages/objects-in.ts';

const OPEN_OBJECT = 0x7b;

const SOURCE = Buffer.from('"source"');
const TOOL_RESULT = Buffer.from('"tool_result"');
const MEDIA = [Buffer.from('"image"'), Buffer.from('"document"')];
const REMOTE = [Buffer.from('"url"'), Buffer.from('"file"')];

/** Of arrays in one another: a document of blocks inside a tool's result holds the deepest. Below is nothing that is meant. */
const MAX_DEPTH = 3;

/**
 * Refuses what Vertex would refuse, in words that say what to send instead: its own speak of other fields than the wrong one.
 * A body without the words is not searched for them. Sources: Google's list of what its offering lacks, and public reports of
 * the refusal. Throws GatewayError operation_not_supported, and JsonScanError where a part that is read is no JSON.
 */
export function refuseRemoteSources({ bytes, members, strings }: JsonDocument): void {
  if (strings !== undefined && !(strings.mayHold(SOURCE) && REMOTE.some((type) => strings.mayHold(type)))) return;
  for (const turn of objectsIn(bytes, findMember(members, 'messages'), SOURCE)) {
    const content = findMember(membersOf(bytes, turn.start), 'content');
    refuseIn(bytes, content, { path: `messages.${turn.index}.content`, depth: 1 });
  }
}

interface Place {
  /** As Anthropic writes it: `messages.2.content.0`. */
  path: string;
  depth: number;
}

function refuseIn(bytes: Buffer, content: Member | undefined, { path, depth }: Place): void {
  if (depth > MAX_DEPTH) return;
  for (const block of objectsIn(bytes, content, SOURCE)) {
    const members = membersOf(bytes, block.start);
    const type = findMember(members, 'type');
    const at = `${path}.${block.index}`;
    if (isOneOf(bytes, type, MEDIA)) refuseSource(bytes, findMember(members, 'source'), { path: at, depth });
    else if (isOneOf(bytes, type, [TOOL_RESULT])) {
      refuseIn(bytes, findMember(members, 'content'), { path: `${at}.content`, depth: depth + 1 });
    }
  }
}

function refuseSource(bytes: Buffer, source: Member | undefined, { path, depth }: Place): void {
  if (source === undefined || bytes[source.valueStart] !== OPEN_OBJECT) return;
  const members = membersOf(bytes, source.valueStart);
  const type = findMember(members, 'type');
  if (type !== undefined && isOneOf(bytes, type, REMOTE)) {
    const named = bytes.toString('latin1', type.valueStart, type.end);
    throw new GatewayError('operation_not_supported', `${path}.source: Vertex AI takes no source of type ${named}.`, {
      status: 400,
      hint: 'Send the data itself: {"type": "base64", "media_type": …, "data": …}.',
    });
  }
  refuseIn(bytes, findMember(members, 'content'), { path: `${path}.source.content`, depth: depth + 1 });
}

/** A type that is written with escapes is none of them here; Vertex reads it, and refuses it itself. */
function isOneOf(bytes: Buffer, value: Member | undefined, texts: readonly Buffer[]): boolean {
  if (value === undefined) return false;
  const found = bytes.subarray(value.valueStart, value.end);
  return texts.some((text) => text.equals(found));
}
