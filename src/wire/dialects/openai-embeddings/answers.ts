/** OpenAI's embeddings answer, written and read. Source: OpenAI's API reference. */
import { FLOAT_BYTES, type Embedded, type VectorEncoding } from '../../embeddings.ts';
import type { Slices } from '../../../kernel/slices.ts';
import { isObject } from '../../json/object.ts';
import { isCount, METERS, noteUnread, tellsNothing, type Usage } from '../../usage.ts';

/** The `list` of OpenAI's API. In `base64` a vector is its 32-bit floats, least significant byte first. */
export function* writeEmbeddings(
  { vectors, inputTokens }: Embedded,
  model: string,
  encoding: VectorEncoding,
): Slices<Buffer> {
  const pieces = [Buffer.from('{"object":"list","data":[')];
  let numbers = 0;
  for (const [index, vector] of vectors.entries()) {
    const embedding = encoding === 'float' ? vector : toBase64(vector);
    const item = JSON.stringify({ object: 'embedding', index, embedding });
    pieces.push(Buffer.from(index === 0 ? item : `,${item}`));
    numbers += vector.length;
    if (numbers < SLICE_NUMBERS) continue;
    numbers = 0;
    yield;
  }
  // Usage that nobody told is left out: 0 would be taken for free.
  const usage = inputTokens === null ? {} : { usage: { prompt_tokens: inputTokens, total_tokens: inputTokens } };
  pieces.push(Buffer.from(`],${JSON.stringify({ model, ...usage }).slice(1)}`));
  return Buffer.concat(pieces);
}

/** Written between two pauses: some milliseconds. */
const SLICE_NUMBERS = 8192;

function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * FLOAT_BYTES);
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * FLOAT_BYTES));
  return bytes.toString('base64');
}

/** The member `usage` of an answer, which always counts its input. */
export function readEmbeddingsUsage(usage: Usage, reported: unknown): void {
  if (!isObject(reported)) return noteUnread(usage, 'usage');
  const { prompt_tokens: prompt, total_tokens: total, ...others } = reported;
  if (isCount(prompt)) usage.meters[METERS.input] = prompt;
  else noteUnread(usage, 'usage.prompt_tokens');
  if (total !== undefined && total !== prompt) noteUnread(usage, 'usage.total_tokens');
  for (const [name, value] of Object.entries(others)) if (!tellsNothing(value)) noteUnread(usage, `usage.${name}`);
}
