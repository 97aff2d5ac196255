/** Embeddings that need no model: texts made of the same letters, or of the same pairs of letters, lie near each other. */

/** Unit; of how often each letter stands in the text. A text without letters has a direction of its own. */
export function letterVector(text: string, dimensions = 27): number[] {
  return toUnit(text.toLowerCase().match(/[a-z]/g) ?? [], dimensions, (letter) => 1 + letter.charCodeAt(0) - 97);
}

/** The same of each pair of neighbouring letters, which tells subjects apart as well. */
export function bigramVector(text: string, dimensions = 1024): number[] {
  const pairs = [...text.toLowerCase().matchAll(/[a-z](?=([a-z]))/g)].map(([first, second]) => `${first}${second}`);
  return toUnit(pairs, dimensions, (pair) => 1 + (pair.charCodeAt(0) - 97) * 26 + (pair.charCodeAt(1) - 97));
}

function toUnit(parts: readonly string[], dimensions: number, placeOf: (part: string) => number): number[] {
  const counts = Array.from<number>({ length: dimensions }).fill(0);
  counts[0] = 0.01;
  for (const part of parts) {
    const at = placeOf(part) % dimensions;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const length = Math.hypot(...counts);
  return counts.map((count) => count / length);
}
