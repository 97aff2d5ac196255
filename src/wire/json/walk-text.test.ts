import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../kernel/slices.ts';
import { walkText } from './walk-text.ts';

function walked(text: string) {
  const [strings, escapes, numbers]: [string[], string[], string[]] = [[], [], []];
  const keep =
    (into: string[]) =>
    (start: number, end: number): void =>
      void into.push(text.slice(start, end));
  const names: string[] = [];
  const string = (start: number, end: number, isName: boolean): void => keep(isName ? names : strings)(start, end);
  const isJson = atOnce(walkText(text, { string, escape: keep(escapes), number: keep(numbers) }));
  return { isJson, names, strings, escapes, numbers };
}

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const NEARLY_JSON =
  String.raw`01 1. - 1e +1 .5 tru nulll truefalse 1, , : [ ] [1,] [,1] [} [1} { {] {"a"} {"a":} {"a":1,} {1:2} "a "\x" "\u12"
  "\u12g4" "\ 0 -0.5e-7 "\/" {"a":[]}`
    .split(/\s+/)
    .concat('', ' ', '1 2', '[1 2]', '{"a" 1}', '\u00a01', '"a\nb"', '"a\u007fb"', '"\u2028"', '\t[ ]\r\n');

describe('a walk over a text', () => {
  it('tells where names, strings, escapes and numbers stand, in order', () => {
    expect(walked(String.raw` {"a\n":[1, -2.5e+3,"x\u00e9"],"b":true,"c":{}} `)).toEqual({
      isJson: true,
      names: [String.raw`a\n`, 'b', 'c'],
      strings: [String.raw`x\u00e9`],
      escapes: [String.raw`\n`, String.raw`\u00e9`],
      numbers: ['1', '-2.5e+3'],
    });
  });

  it.each(NEARLY_JSON)('takes %j where JSON.parse takes it', (text) => {
    expect(walked(text).isJson).toBe(isParsed(text));
  });

  it('takes what JSON.parse takes, and nothing else, of JSON in which a piece is another', () => {
    const pieces = fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', 'null', ' ', '\n');
    fc.assert(
      fc.property(fc.json(), pieces, fc.nat(), fc.nat(3), (json, piece, place, length) => {
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + piece + json.slice(at + length);
        expect(walked(text).isJson).toBe(isParsed(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is no recursion: however deep a text is nested, it ends', () => {
    expect(walked('['.repeat(200_000) + ']'.repeat(200_000)).isJson).toBe(true);
  });

  it('pauses, in one long string and between many short ones', () => {
    const nothing = { string: () => undefined, escape: () => undefined, number: () => undefined };
    for (const value of ['x\n'.repeat(500_000), Array(200_000).fill('x'), Array(200_000).fill(1)])
      expect([...walkText(JSON.stringify(value), nothing)].length).toBeGreaterThan(4);
  });
});
