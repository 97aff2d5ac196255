/**
 * The request's metadata: `x-portkey-metadata` (contract#metadata), over W3C `baggage` (contract#traces), over the headers that the
 * operator names (HEADERS_TO_METADATA).
 */
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { tryReadMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { CompiledKey, CompiledWorkspace } from '../snapshot/snapshot.ts';

/** Of one value. */
const MAX_METADATA_CHARACTERS = 128;

/** Of all keys and values together: each row of the log carries them. */
const MAX_ALL_CHARACTERS = 8192;

export interface Tagging {
  caller: Pick<CompiledKey, 'userId' | 'metadata'>;
  workspace: Pick<CompiledWorkspace, 'metadata'>;
  /** Headers whose values are metadata too, by lower-case name, where nothing else names one of that name. */
  metadataHeaders: readonly string[];
}

/** Of a request: what its workspace says wins over its key, and that over its headers. `notes` lists what was left out. */
export function callersMetadata(
  headers: RequestHeaders,
  { caller: { userId, metadata }, workspace, metadataHeaders }: Tagging,
  notes: string[],
): Record<string, string> {
  const { baggage, 'x-portkey-metadata': told } = headers;
  const all: Record<string, string> = {};
  for (const name of metadataHeaders) {
    const value = headers[name];
    if (value !== undefined) all[name] = value.slice(0, MAX_METADATA_CHARACTERS);
  }
  if (baggage !== undefined) Object.assign(all, readBaggage(baggage));
  if (told !== undefined) Object.assign(all, readMetadata(told, notes));
  if (userId !== null) all['_user'] = userId;
  return Object.assign(all, metadata, workspace.metadata);
}

/** Lenient, as the contract demands: what cannot be read is left out, and the log row says so. */
export function readMetadata(header: string | undefined, notes: string[]): Record<string, string> {
  if (header === undefined) return {};
  const metadata: Record<string, string> = {};
  try {
    const parsed: unknown = JSON.parse(header);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new SyntaxError('no object');
    let room = MAX_ALL_CHARACTERS;
    for (const [key, value] of Object.entries(parsed)) {
      if (typeof value === 'object') continue;
      const text = String(value).slice(0, MAX_METADATA_CHARACTERS);
      room -= key.length + text.length;
      if (room >= 0) metadata[key] = text;
    }
    if (room < 0)
      notes.push(`x-portkey-metadata is longer than ${MAX_ALL_CHARACTERS} characters: some of it was left out.`);
  } catch {
    notes.push('x-portkey-metadata is not a JSON object and was left out.');
  }
  return metadata;
}

/** Pairs of `name=value;property,…`, percent-encoded; what is not such a pair, or too much, is left out. */
export function readBaggage(header: string | undefined): Record<string, string> {
  const metadata: Record<string, string> = {};
  let room = MAX_ALL_CHARACTERS;
  for (const member of header?.split(',') ?? []) {
    const [, name = '', encoded = ''] = /^\s*([^=;\s]+)\s*=\s*([^;]*)/.exec(member) ?? [];
    const text = decoded(encoded.trim())?.slice(0, MAX_METADATA_CHARACTERS);
    if (name === '' || text === undefined) continue;
    room -= name.length + text.length;
    if (room >= 0) metadata[name] = text;
  }
  return metadata;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

type Metadata = Readonly<Record<string, string>>;

/** With the `user` of an OpenAI body as `_user`, where nothing else names one. The very same metadata where the body adds nothing. */
export function withUserOf(document: JsonDocument, metadata: Metadata): Metadata {
  if (metadata['_user'] !== undefined) return metadata;
  // Whether the body is valid is for its dialect to say.
  const user = tryReadMember(document, 'user', MAX_USER_BYTES);
  return typeof user === 'string' && user !== ''
    ? { ...metadata, _user: user.slice(0, MAX_METADATA_CHARACTERS) }
    : metadata;
}

const MAX_USER_BYTES = 4096;
