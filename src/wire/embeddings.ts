/** Embeddings in no dialect: what is asked for, what an upstream made of it, and the vectors of our own answers. */
import { isObject } from './json/object.ts';
import { readMember, scanDocument } from './json/scan.ts';

export type VectorEncoding = 'float' | 'base64';

export interface EmbeddingsRequest {
  /** `token-ids`: the caller has cut the text by one model's own vocabulary, which means nothing to another model. */
  input: readonly string[] | 'token-ids';
  /** Length of the vectors; null = the model's own. */
  dimensions: number | null;
  encoding: VectorEncoding;
  /** Google's extra: what the vectors are for, as `RETRIEVAL_QUERY`. */
  taskType: string | null;
  /** Members that are none of the above, `user` among them: a provider that takes them may send them on. */
  others: readonly string[];
}

/** What an upstream made of the texts, one vector each, in their order. */
export interface Embedded {
  vectors: readonly (readonly number[])[];
  /** null = this upstream tells none. */
  inputTokens: number | null;
}

/** Of one number of a vector, in base64. */
export const FLOAT_BYTES = 4;

/** The vectors of an answer that was asked for in `base64`. Throws where it is none. */
export function readBase64Vectors(body: Buffer): Float32Array[] {
  const data: unknown = readMember(scanDocument(body), 'data', Infinity);
  if (!Array.isArray(data)) throw new TypeError('The answer has no list of embeddings.');
  return data.map((item: unknown) => {
    const text = isObject(item) ? item['embedding'] : undefined;
    if (typeof text !== 'string') throw new TypeError('An embedding of the answer is not base64.');
    const bytes = Buffer.from(text, 'base64');
    return Float32Array.from({ length: bytes.length / FLOAT_BYTES }, (_, at) => bytes.readFloatLE(at * FLOAT_BYTES));
  });
}
