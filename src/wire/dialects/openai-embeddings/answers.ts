/** OpenAI's embeddings answer, written and read. Source: OpenAI's API reference. */
import { FLOAT_BYTES, type Embedded, type VectorEncoding } from '../../embeddings.ts';
import { isObject } from '../../json/object.ts';
import { isCount, METERS, noteUnread, tellsNothing, type Usage } from '../../usage.ts';

/** The `list` of OpenAI's API. In `base64` a vector is its 32-bit floats, least significant byte first. */
export function writeEmbeddings({ vectors, inputTokens }: Embedded, model: string, encoding: VectorEncoding): Buffer {
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: encoding === 'float' ? vector : toBase64(vector),
  }));
  const usage = { prompt_tokens: inputTokens, total_tokens: inputTokens };
  return Buffer.from(JSON.stringify({ object: 'list', data, model, usage }));
}

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
