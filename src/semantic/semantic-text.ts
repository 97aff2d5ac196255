/** Which part of a request may be said in other words: the text of its last message, where the whole is plain talk. */
import { findMember, elementsOf, type JsonDocument, type Member, membersOf, type Range } from '../wire/json/scan.ts';
import type { Ranges } from '../wire/json/ranges.ts';

export interface SemanticText {
  text: string;
  /** Of its pieces in the last message, each a string as JSON: without them, the body must be equal byte for byte. */
  ranges: Range[];
}

export interface SemanticTextOptions {
  /** Requests with tools too; their answers may call for deeds, and a deed is not repeated by a cache. */
  withTools?: boolean;
}

/** Longer conversations hardly ever meet their like. */
const MAX_MESSAGES = 4;
/** Beyond it the encoder says little about a text, and the guards find something to refuse in any two. */
const MAX_CHARACTERS = 1_000;
/** More than this in messages is no plain talk, and is not worth the look. */
const MAX_BYTES = 64 * 1024;
const TOOL_MEMBERS = ['tools', 'functions', 'mcp_servers'];
const TEXT_BLOCK_MEMBERS = new Set(['type', 'text', 'cache_control']);
const OPEN_OBJECT = 0x7b;

/**
 * The last user message of a Messages or Chat Completions body, or null where the request is not one for the semantic
 * cache: more than 4 messages, anything but text in one of them, tools, a text of more than 1,000 characters or none.
 */
export function semanticText(document: JsonDocument, options: SemanticTextOptions = {}): SemanticText | null {
  const { bytes, members } = document;
  if (options.withTools !== true && TOOL_MEMBERS.some((key) => holdsSomething(bytes, findMember(members, key)))) {
    return null;
  }
  const messages = findMember(members, 'messages');
  if (messages === undefined || messages.end - messages.valueStart > MAX_BYTES) return null;
  try {
    return lastMessage(bytes, messages.elements ?? elementsOf(bytes, messages.valueStart));
  } catch {
    // Not JSON, or not messages: the upstream will say so better.
    return null;
  }
}

function lastMessage(bytes: Buffer, messages: Ranges): SemanticText | null {
  if (messages.length > MAX_MESSAGES) return null;
  let last: (SemanticText & { role: unknown }) | null = null;
  for (const { start } of messages) {
    const members = membersOf(bytes, start);
    const content = findMember(members, 'content');
    const found = content === undefined ? null : plainText(bytes, content);
    if (found === null) return null;
    last = { ...found, role: valueOf(bytes, findMember(members, 'role')) };
  }
  if (last?.role !== 'user' || last.text.trim() === '' || last.text.length > MAX_CHARACTERS) return null;
  return { text: last.text, ranges: last.ranges };
}

/** Of a string, or of blocks that are nothing but text; otherwise null. */
function plainText(bytes: Buffer, content: Member): SemanticText | null {
  const value = valueOf(bytes, content);
  if (typeof value === 'string') return { text: value, ranges: [{ start: content.valueStart, end: content.end }] };
  if (!Array.isArray(value)) return null;
  const texts: string[] = [];
  const ranges: Range[] = [];
  for (const { start } of elementsOf(bytes, content.valueStart)) {
    const member = textOfBlock(bytes, start);
    const text = member === null ? null : valueOf(bytes, member);
    if (member === null || typeof text !== 'string') return null;
    texts.push(text);
    ranges.push({ start: member.valueStart, end: member.end });
  }
  return { text: texts.join('\n'), ranges };
}

/** Null where a member stands twice, too: nobody knows which of two texts an upstream reads. */
function textOfBlock(bytes: Buffer, start: number): Member | null {
  if (bytes[start] !== OPEN_OBJECT) return null;
  const members = membersOf(bytes, start);
  const keys = new Set(members.map(({ key }) => key));
  const isPlain = keys.size === members.length && [...keys].every((key) => TEXT_BLOCK_MEMBERS.has(key));
  const isText = isPlain && valueOf(bytes, findMember(members, 'type')) === 'text';
  return isText ? (findMember(members, 'text') ?? null) : null;
}

function holdsSomething(bytes: Buffer, member: Member | undefined): boolean {
  if (member === undefined) return false;
  return !/^(?:\[\s*\]|null)$/.test(
    bytes.toString('utf8', member.valueStart, Math.min(member.end, member.valueStart + 64)),
  );
}

function valueOf(bytes: Buffer, member: Member | undefined): unknown {
  return member === undefined ? undefined : JSON.parse(bytes.toString('utf8', member.valueStart, member.end));
}
