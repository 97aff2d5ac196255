/** Cuts text into pieces for a stream of deltas, never inside what a reader sees as one character. */

/** UTF-16 units: a sentence or two. */
const PIECE_LENGTH = 120;
/** Far more than a piece, so that whether a character ends where a piece may is seen. */
const WINDOW_LENGTH = 4 * PIECE_LENGTH;

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** In order, none empty; joined they are the text. None at all for ''. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** `start` is the beginning of a character. One that is longer than a piece takes the rest of the text with it. */
function pieceEnd(text: string, start: number): number {
  const end = start + PIECE_LENGTH;
  if (end >= text.length) return text.length;
  if (isPlain(text, end - 1) && isPlain(text, end)) return end;
  const window = text.slice(start, start + WINDOW_LENGTH);
  const after = GRAPHEMES.segment(window).containing(PIECE_LENGTH)?.index ?? 0;
  return after === 0 ? text.length : start + after;
}

/** Printable ASCII: two of them never make one character, and the segmenter, which knows the rest, is slow. */
function isPlain(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x20 && unit < 0x7f;
}
