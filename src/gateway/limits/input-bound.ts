/** The most tokens that a piece of a body can be: no tokenizer makes more than one of a byte. */

/** Of the largest picture that a model takes. Source: the vendor's page on vision, 2026-11; rounded up. */
const IMAGE_TOKENS = 5000;
const DATA = /"data"\s*:\s*"/g;
/** Far above what stands between the two members of an image's source. */
const NEAR_BYTES = 200;

/** Bytes, but for the data of images, which vendors count by their size in pixels. */
export function inputBound(bytes: Buffer): number {
  if (!bytes.includes('"image/')) return bytes.length;
  const text = bytes.toString('latin1');
  let bound = bytes.length;
  for (const { index, 0: head } of text.matchAll(DATA)) {
    const start = index + head.length;
    const end = text.indexOf('"', start);
    if (end === -1) break;
    const around = text.slice(Math.max(0, index - NEAR_BYTES), index) + text.slice(end, end + NEAR_BYTES);
    if (end - start > IMAGE_TOKENS && /"media_type"\s*:\s*"image\//.test(around)) bound -= end - start - IMAGE_TOKENS;
  }
  return bound;
}
