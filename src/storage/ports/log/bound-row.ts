/** Rows within the bounds of their columns: whatever a caller or an upstream wrote, a row has some hundred KB at most. */
import type { LogRow } from '../log.ts';
import { FIELD_ENTRIES, type Field } from './fields.ts';

/** Of a list or an object inside a column. */
const MAX_DEPTH = 4;
/** Of one column as a whole: bounds of items and of texts multiply. */
const MAX_JSON_CHARACTERS = 512 * 1024;

/** What hides secrets in texts that came from outside. */
export interface Masking {
  /** Looks through all texts of a row at once: false where none of them can hold a secret, as in almost every row. */
  mayHoldSecret(texts: string): boolean;
  mask(text: string): string;
}

/**
 * The row with every text and list cut to its column's bound; the very same row where nothing is too long, as in almost
 * every one. Each text that came from outside is masked before it is cut.
 */
export function boundRow(row: LogRow, masking: Masking | null = null): LogRow {
  const values = row as unknown as Readonly<Record<string, unknown>>;
  const foreign: string[] = [];
  const isWithin = FIELD_ENTRIES.every(([name, field]) => fieldFits(field, values[name], foreign));
  if (isWithin && masking?.mayHoldSecret(foreign.join('\n')) !== true) return row;
  return cutRow(row, masking === null ? keep : (text) => masking.mask(text));
}

/** Whether `cutRow` would leave the field as it is. Notes the texts that came from outside. */
function fieldFits(field: Field, value: unknown, foreign: string[]): boolean {
  if (typeof value === 'string' && field.type === 'text') {
    if (field.isForeign) foreign.push(value);
    return value.length <= field.max;
  }
  if (typeof value !== 'object' || value === null || field.type !== 'json') return true;
  return jsonFits(value, { maxItems: field.maxItems, max: field.max, left: MAX_JSON_CHARACTERS, foreign }, 0);
}

interface Fitting {
  maxItems: number;
  max: number;
  left: number;
  foreign: string[];
}

function jsonFits(value: unknown, room: Fitting, depth: number): boolean {
  if (typeof value === 'string') {
    room.foreign.push(value);
    room.left -= value.length;
    return value.length <= room.max && room.left > 0;
  }
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    return value.length <= room.maxItems && value.every((item) => jsonFits(item, room, depth + 1));
  }
  const keys = Object.keys(value);
  if (keys.length > room.maxItems) return false;
  const object = value as Readonly<Record<string, unknown>>;
  return keys.every((key) => jsonFits(key, room, depth + 1) && jsonFits(object[key], room, depth + 1));
}

function cutRow(row: LogRow, mask: (text: string) => string): LogRow {
  let bounded: Record<string, unknown> | null = null;
  const values = row as unknown as Readonly<Record<string, unknown>>;
  for (const [name, field] of FIELD_ENTRIES) {
    const value = values[name];
    const fit = boundField(field, value, mask);
    if (fit === value) continue;
    bounded ??= { ...row };
    bounded[name] = fit;
  }
  // Every field keeps its type: texts stay texts, lists lists.
  return bounded === null ? row : (bounded as unknown as LogRow);
}

const keep = (text: string): string => text;

function boundField(field: Field, value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string' && field.type === 'text') return cut(field.isForeign ? mask(value) : value, field.max);
  if (typeof value !== 'object' || value === null || field.type !== 'json') return value;
  const room = { maxItems: field.maxItems, max: field.max, mask, left: MAX_JSON_CHARACTERS };
  return boundJson(value, room, 0);
}

interface Room {
  maxItems: number;
  max: number;
  mask: (text: string) => string;
  /** Characters that the column may still take. */
  left: number;
}

function boundJson(value: unknown, room: Room, depth: number): unknown {
  if (typeof value === 'string') {
    const fit = cut(room.mask(value), Math.min(room.max, Math.max(0, room.left)));
    room.left -= fit.length;
    return fit;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return null;
  return Array.isArray(value) ? boundList(value, room, depth) : boundObject(value, room, depth);
}

function boundList(list: readonly unknown[], room: Room, depth: number): readonly unknown[] {
  const fit: unknown[] = [];
  let isSame = list.length <= room.maxItems;
  for (const item of list.slice(0, room.maxItems)) {
    if (room.left <= 0) {
      isSame = false;
      break;
    }
    const kept = boundJson(item, room, depth + 1);
    if (kept !== item) isSame = false;
    fit.push(kept);
  }
  return isSame ? list : fit;
}

function boundObject(object: object, room: Room, depth: number): object {
  const entries: [string, unknown][] = [];
  let isSame = true;
  for (const [key, value] of Object.entries(object)) {
    if (entries.length === room.maxItems || room.left <= 0) {
      isSame = false;
      break;
    }
    const keptKey = boundJson(key, room, depth + 1);
    const kept = boundJson(value, room, depth + 1);
    if (keptKey !== key || kept !== value) isSame = false;
    entries.push([String(keptKey), kept]);
  }
  return isSame ? object : Object.fromEntries(entries);
}

/** Never between the two halves of a character beyond the first 65,536. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
