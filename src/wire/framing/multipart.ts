/**
 * A form of several parts (RFC 7578), read as far as it must be: which fields it has, and where they stand. Files stay bytes.
 * Its fields can be looked at, and changed, as the members of a JSON document; a form in which nothing is changed goes out
 * as the bytes that came.
 */
import { isObject, type JsonObject } from '../json/object.ts';
import { scanDocument, type JsonDocument } from '../json/scan.ts';

/** Thrown for bytes that are no such form. */
export class FormError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormError';
  }
}

interface Part {
  name: string;
  /** null = a field of text. */
  filename: string | null;
  /** With its delimiter in front. */
  start: number;
  valueStart: number;
  end: number;
}

export interface Form {
  readonly bytes: Buffer;
  readonly boundary: string;
  readonly parts: readonly Part[];
}

/** Far more than any API has. */
const MAX_PARTS = 1000;
/** Of all fields that are no files: a prompt has some KB. They are read in one turn of the event loop. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024;
const BLANK_LINE = '\r\n\r\n';

/** Throws FormError. */
export function parseForm(bytes: Buffer, contentType: string): Form {
  const boundary = boundaryOf(contentType);
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let texts = 0;
  let start = bytes.indexOf(delimiter);
  if (start === -1) throw new FormError('its boundary does not occur in it');
  for (;;) {
    const head = start + delimiter.length;
    if (bytes.toString('latin1', head, head + 2) === '--') return { bytes, boundary, parts };
    const next = bytes.indexOf(`\r\n--${boundary}`, head, 'latin1');
    if (next === -1) throw new FormError('its last boundary is missing');
    const part = partIn(bytes, { start, head, end: next });
    parts.push(part);
    if (part.filename === null) texts += part.end - part.valueStart;
    if (texts > MAX_TEXT_BYTES) throw new FormError('its fields beside files are longer than 2 MiB');
    if (parts.length > MAX_PARTS) throw new FormError(`it has more than ${MAX_PARTS} parts`);
    start = next + 2;
  }
}

/** Throws FormError. */
export function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new FormError('its content type names no boundary');
  return boundary;
}

function partIn(bytes: Buffer, { start, head, end }: { start: number; head: number; end: number }): Part {
  const blank = bytes.indexOf(BLANK_LINE, head, 'latin1');
  if (blank === -1 || blank > end) throw new FormError('a part of it has no end of its headers');
  return { ...partHead(bytes.toString('utf8', head, blank)), start, valueStart: blank + BLANK_LINE.length, end };
}

/** What the headers of a part say of it. Throws FormError. */
export function partHead(headers: string): Pick<Part, 'name' | 'filename'> {
  const [, disposition = ''] = /^content-disposition:\s*form-data\s*;?(.*)$/im.exec(headers) ?? [];
  const name = parameter(disposition, 'name');
  if (name === null) throw new FormError('a part of it has no name');
  return { name, filename: parameter(disposition, 'filename') };
}

function parameter(disposition: string, name: string): string | null {
  const [, quoted, plain] =
    new RegExp(`(?:^|[;\\s])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(disposition) ?? [];
  return quoted ?? plain ?? null;
}

/** Text fields by name, and of files their names and sizes; a field that comes several times is a list. */
export function formDocument(form: Form): JsonDocument {
  return scanDocument(Buffer.from(JSON.stringify(membersOf(form))));
}

function membersOf({ bytes, parts }: Form): JsonObject {
  const members = Object.create(null) as JsonObject;
  for (const { name, filename, valueStart, end } of parts) {
    const value = filename === null ? bytes.toString('utf8', valueStart, end) : { filename, bytes: end - valueStart };
    const known = members[name];
    members[name] = known === undefined ? value : [...(Array.isArray(known) ? (known as unknown[]) : [known]), value];
  }
  return members;
}

/** The form with what `document` says of its fields: parts that are not touched keep their bytes. */
export function writeForm(form: Form, document: JsonDocument): Uint8Array[] {
  const before = membersOf(form);
  const parsed: unknown = JSON.parse(document.bytes.toString('utf8'));
  const after = isObject(parsed) ? parsed : {};
  const isSame = (name: string): boolean => JSON.stringify(before[name]) === JSON.stringify(after[name]);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !isSame(name));
  if (changed.length === 0) return [form.bytes];
  const kept = form.parts.filter(({ name }) => !changed.includes(name));
  const added = changed.flatMap((name) => textsOf(after[name]).map((text) => textPart(form.boundary, name, text)));
  return [
    ...kept.flatMap(({ start, end }) => [form.bytes.subarray(start, end), Buffer.from('\r\n')]),
    ...added,
    Buffer.from(`--${form.boundary}--\r\n`),
  ];
}

/** A file cannot be made of what a config says. */
function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

function textPart(boundary: string, name: string, text: string): Buffer {
  const escaped = name.replaceAll(/["\r\n]/g, (sign) => encodeURIComponent(sign));
  return Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${escaped}"\r\n\r\n${text}\r\n`);
}
