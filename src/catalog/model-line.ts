/**
 * One model of models.gen.json as a line of text: ten fields between bars. Lines are short and are read only when a model is
 * looked up, so thousands of models cost little memory and no start-up time.
 */
import { METERS } from '../wire/usage.ts';
import type { PriceRow, Rate } from './price-row.ts';

/** What a model makes. */
export type ModelKind = 'messages' | 'embeddings' | 'images' | 'speech' | 'transcriptions' | 'rankings';

export interface TableModel {
  /** As requests to the platform name it. */
  id: string;
  /** Pico-dollars by meter, as the lists give them; null = no list has a price that meters count. */
  price: PriceRow | null;
  /** Indices of the lists that give this price. */
  sources: readonly number[];
  /** Lists that give another price: pico-dollars for a token of input and of output. */
  differs: readonly { source: number; input: Rate; output: Rate }[];
  /** Tokens; null = not known. */
  contextTokens: number | null;
  maxOutputTokens: number | null;
  /** What it reads, as `text`, `image`, `pdf`; empty = not known. */
  modalities: readonly string[];
  /** As `tools`, `reasoning`, `prompt-caching`; empty = not known. */
  capabilities: readonly string[];
  /** From this day it is not served, as `2027-01-14`; null = none is announced. */
  endsOn: string | null;
  kind: ModelKind;
}

const METER_LETTERS: Readonly<Record<string, string>> = {
  i: METERS.input,
  o: METERS.output,
  r: METERS.cacheRead,
  w: METERS.cacheWrite5m,
  W: METERS.cacheWrite1h,
  a: 'input_audio_tokens',
  A: 'output_audio_tokens',
  R: 'cache_read_audio_tokens',
  g: 'input_image_tokens',
  G: 'output_image_tokens',
  v: 'input_video_tokens',
  s: METERS.webSearch,
  h: 'characters',
  d: 'audio_seconds',
  q: 'search_units',
  I: 'images',
};
const MODALITY_LETTERS = { t: 'text', i: 'image', p: 'pdf', a: 'audio', v: 'video' } as const;
const CAPABILITY_LETTERS = {
  t: 'tools',
  r: 'reasoning',
  e: 'effort',
  c: 'prompt-caching',
  s: 'structured-output',
  w: 'web-search',
  u: 'computer-use',
  a: 'audio-output',
} as const;
const KIND_LETTERS: Readonly<Record<string, ModelKind>> = {
  m: 'messages',
  e: 'embeddings',
  i: 'images',
  s: 'speech',
  t: 'transcriptions',
  r: 'rankings',
};

export function readModelLine(line: string): TableModel {
  const [id = '', price = '', sources = '', differs = '', context, output, reads, can, endsOn, kind = ''] =
    line.split('|');
  return {
    id,
    price: price === '' ? null : readRow(price),
    sources: sources.split('').map(Number),
    differs: differs === '' ? [] : differs.split(';').map(readDifference),
    contextTokens: readTokens(context),
    maxOutputTokens: readTokens(output),
    modalities: readLetters(reads, MODALITY_LETTERS),
    capabilities: readLetters(can, CAPABILITY_LETTERS),
    endsOn: endsOn === undefined || endsOn === '' ? null : endsOn,
    kind: KIND_LETTERS[kind] ?? 'messages',
  };
}

/** The inverse of `readModelLine`, for the script that writes the table. */
export function writeModelLine(model: TableModel): string {
  return [
    model.id,
    model.price === null ? '' : writeRow(model.price),
    model.sources.join(''),
    model.differs
      .map(({ source, input, output }) => `${source}:${writeRow({ [METERS.input]: input, [METERS.output]: output })}`)
      .join(';'),
    model.contextTokens ?? '',
    model.maxOutputTokens ?? '',
    writeLetters(model.modalities, MODALITY_LETTERS),
    writeLetters(model.capabilities, CAPABILITY_LETTERS),
    model.endsOn ?? '',
    letterOf(KIND_LETTERS, model.kind),
  ].join('|');
}

function readDifference(text: string): TableModel['differs'][number] {
  const row = readRow(text.slice(2));
  return { source: Number(text[0]), input: row[METERS.input] ?? null, output: row[METERS.output] ?? null };
}

/** `i2500000 o10000000`, or `i1250000/2500000@200000` where more than 200,000 tokens of input cost more. */
function readRow(text: string): PriceRow {
  const row: Record<string, Rate> = {};
  for (const part of text.split(' ')) {
    const meter = METER_LETTERS[part[0] ?? ''];
    const [base = '', above, threshold] = part.slice(1).split(/[/@]/);
    if (meter === undefined || base === '') continue;
    row[meter] =
      above === undefined ? Number(base) : { base: Number(base), above: Number(above), threshold: Number(threshold) };
  }
  return row;
}

function writeRow(row: PriceRow): string {
  return Object.entries(row)
    .flatMap(([meter, rate]) => (rate === null ? [] : [`${letterOf(METER_LETTERS, meter)}${writeRate(rate)}`]))
    .join(' ');
}

const writeRate = (rate: NonNullable<Rate>): string =>
  typeof rate === 'number' ? String(rate) : `${rate.base}/${rate.above}@${rate.threshold}`;

const readTokens = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text);

function readLetters(text: string | undefined, words: Readonly<Record<string, string>>): readonly string[] {
  return (text ?? '').split('').flatMap((letter) => words[letter] ?? []);
}

function writeLetters(words: readonly string[], letters: Readonly<Record<string, string>>): string {
  return Object.entries(letters)
    .flatMap(([letter, word]) => (words.includes(word) ? [letter] : []))
    .join('');
}

function letterOf(letters: Readonly<Record<string, string>>, word: string): string {
  const found = Object.entries(letters).find(([, one]) => one === word);
  if (found === undefined) throw new Error(`${word} has no letter`);
  return found[0];
}
