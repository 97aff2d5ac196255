/**
 * Finds what begins in one text and ends in another: a model reads blocks of one message as one text, so a credential that is
 * split over two of them is one. Only what no text shows by itself is looked for here. Pure.
 */
import type { Slices } from '../kernel/slices.ts';
import type { Finding } from './check.ts';
import { scanInWindows } from './windows.ts';

/** UTF-16 units on either side of where a text begins or ends: no credential but a key in PEM is longer. */
const EDGE = 1024;

/** A text by its place in the list; neighbours with the same `group` are read as one. null = it is read by itself. */
export interface Neighbour {
  text: string;
  group: string | null;
}

/** A finding in one of the texts. */
export interface InText extends Finding {
  word: number;
}

/** A piece of a text, and where it begins there. */
interface Piece {
  word: number;
  from: number;
  text: string;
}

/** `found`: in each text by itself. Each finding comes in parts, one for each text that it touches. Throws CheckError. */
export function* scanAcross(
  texts: readonly Neighbour[],
  found: readonly InText[],
  scan: (text: string) => Finding[],
): Slices<InText[]> {
  const across: InText[] = [];
  const known = Map.groupBy(found, ({ word }) => word);
  const isKnown = (part: InText): boolean => known.get(part.word)?.some((one) => overlap(one, part)) === true;
  for (const chain of chainsOf(texts)) {
    const joined = chain.map(({ text }) => text).join('');
    for (const finding of yield* scanInWindows(joined, scan)) {
      const parts = partsOf(finding, chain);
      if (parts.length > 1 && !parts.some(isKnown)) across.push(...parts);
    }
  }
  return across;
}

const overlap = (one: Finding, other: Finding): boolean => one.start < other.end && other.start < one.end;

/** Of a long text its end joins what follows, and its beginning what comes before. */
function chainsOf(texts: readonly Neighbour[]): Piece[][] {
  const chains: Piece[][] = [];
  let chain: Piece[] = [];
  let group: string | null = null;
  for (const [word, { text, group: own }] of texts.entries()) {
    if (own === null || own !== group) {
      chain = [];
      chains.push(chain);
    }
    group = own;
    if (text.length <= 2 * EDGE) {
      chain.push({ word, from: 0, text });
      continue;
    }
    chain.push({ word, from: 0, text: text.slice(0, EDGE) });
    chain = [{ word, from: text.length - EDGE, text: text.slice(-EDGE) }];
    chains.push(chain);
  }
  return chains.filter(({ length }) => length > 1);
}

function partsOf(finding: Finding, chain: readonly Piece[]): InText[] {
  const parts: InText[] = [];
  let at = 0;
  for (const { word, from, text } of chain) {
    const start = Math.max(finding.start, at);
    const end = Math.min(finding.end, at + text.length);
    if (start < end) parts.push({ ...finding, word, start: start - at + from, end: end - at + from });
    at += text.length;
  }
  return parts;
}
