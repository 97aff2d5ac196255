import { describe, expect, it } from 'vitest';
import { atOnce } from '../../kernel/slices.ts';
import { applyEdits } from './edit.ts';
import { compilePaths, cutPaths } from './cut.ts';
import { besideLongStrings, endOfLongString } from './long-strings.ts';
import { elementsOf, membersOf, scanDocument } from './scan.ts';
import { scanSlices } from './scan-slices.ts';

/** Over 1 MiB, so that what the sliced scan has noted is used. */
const LONG = JSON.stringify('"scope":1, \\\\ "'.repeat(60_000));
const body = (text: string): Buffer =>
  Buffer.from(`{"m":[{"a":${text},"b":{"scope":2,"c":${text}}},{"a":"short","b":{"scope":3}}],"z":${text}}`);

const scanned = (text: string) => atOnce(scanSlices(body(text), 'm'));
/** A copy, of which nothing is noted. */
const unnoted = ({ bytes }: { bytes: Buffer }): Buffer => Buffer.from(bytes);

describe('a long string that the sliced scan came past', () => {
  it('is passed over later without being read, and ends where it ends', () => {
    const { bytes } = scanned(LONG);
    const open = bytes.indexOf(LONG);
    expect(endOfLongString(bytes, open)).toBe(open + Buffer.byteLength(LONG));
    expect(endOfLongString(bytes, bytes.indexOf('"short"'))).toBeUndefined();
    const elements = elementsOf(bytes, bytes.indexOf('['));
    expect([...elements]).toEqual([...elementsOf(unnoted({ bytes }), bytes.indexOf('['))]);
    for (const { start } of elements) expect(membersOf(bytes, start)).toEqual(membersOf(unnoted({ bytes }), start));
  });

  it('is left out of a search for keys, and all else is searched', () => {
    const { bytes } = scanned(LONG);
    const kept = [...besideLongStrings(bytes, { start: 0, end: bytes.length })];
    const text = kept.map(({ start, end }) => bytes.toString('utf8', start, end)).join('…');
    expect(text).toBe('{"m":[{"a":…,"b":{"scope":2,"c":…}},{"a":"short","b":{"scope":3}}],"z":…}');
    const [inner] = kept.slice(1);
    expect([...besideLongStrings(bytes, inner ?? { start: 0, end: 0 })]).toEqual([inner]);
  });

  it('loses nothing when members beside it are cut, though it holds the text of their key', () => {
    const paths = compilePaths(['m[].b.scope']);
    const cut = (document: ReturnType<typeof scanDocument>): string =>
      Buffer.concat(applyEdits(document, cutPaths(document, paths).edits)).toString();
    const expected = `{"m":[{"a":${LONG},"b":{"c":${LONG}}},{"a":"short"}],"z":${LONG}}`;
    expect(cut(scanned(LONG))).toBe(expected);
    expect(cut(scanDocument(body(LONG), 'm'))).toBe(expected);
  });
});

it.each([
  ['escaped quotes', '\\"'],
  ['backslashes', '\\\\'],
  ['escaped quotes far apart', `\\"${'x'.repeat(30)}`],
  ['escaped quotes farther apart than is walked', `\\"${'x'.repeat(200)}`],
  ['backslashes before an escaped quote', '\\\\\\"'],
])('a string of %s ends at its own quote, whoever looks', (_, piece) => {
  const text = `"${piece.repeat(20_000)}"`;
  const bytes = Buffer.from(`[${text},1]`);
  expect([...elementsOf(bytes, 0)]).toEqual([
    { start: 1, end: 1 + text.length },
    { start: 2 + text.length, end: 3 + text.length },
  ]);
});
