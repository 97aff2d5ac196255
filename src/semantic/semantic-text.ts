/** Which part of a request may be said in other words: the text of its last message, where the whole is plain talk. */
import { findMember, elementsOf, type JsonDocument, type Member, membersOf, type Range } from '../wire/json/scan.ts';
import type { Ranges } from '../wire/json/ranges.ts';

export interface SemanticText {
  text: string;
  /** Of the last message's content, as JSON: cut it out, and what is left must be equal byte for byte. */
  range: Range;
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
    const text = content === undefined ? null : plainText(valueOf(bytes, content));
    if (content === undefined || text === null) return null;
    const role = valueOf(bytes, findMember(members, 'role'));
    last = { text, role, range: { start: content.valueStart, end: content.end } };
  }
  if (last?.role !== 'user' || last.text.trim() === '' || last.text.length > MAX_CHARACTERS) return null;
  return { text: last.text, range: last.range };
}

/** Of a string, or of blocks that are nothing but text; otherwise null. */
function plainText(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const texts = content.map((block: unknown) => (isTextBlock(block) ? block.text : null));
  return texts.includes(null) ? null : texts.join('\n');
}

function isTextBlock(block: unknown): block is { text: string } {
  if (typeof block !== 'object' || block === null || !('type' in block) || !('text' in block)) return false;
  const isPlain = Object.keys(block).every((key) => TEXT_BLOCK_MEMBERS.has(key));
  return block.type === 'text' && typeof block.text === 'string' && isPlain;
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
