/** Long texts beside a translation: put back byte for byte, or not at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce, type Slices } from '../../kernel/slices.ts';
import { scanSlices } from './scan-slices.ts';
import { putBack, setAside, type SetAside } from './set-aside.ts';

const KIB = 1024;
const given = { token: 'f00dfacef00dface', hasUrlBase64: false };

function asideOf(body: unknown, more: Partial<typeof given> = {}): SetAside | null {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  atOnce(scanSlices(bytes));
  return atOnce(setAside(bytes, { ...given, ...more }));
}

/** What a translation makes of the rest, with the texts put back. */
function through(body: unknown, translate: (rest: never) => unknown): unknown {
  const aside = asideOf(body);
  if (aside === null) return 'nothing was set aside';
  const written = Buffer.from(JSON.stringify(translate(JSON.parse(aside.rest.toString()) as never)));
  const back = atOnce(putBack(written, aside));
  return back === null ? null : JSON.parse(back.toString());
}

function inOneTurn<Result>(slices: Slices<Result>): Result {
  const { done, value } = slices.next();
  if (done !== true) throw new Error('It pauses.');
  return value;
}

describe('a long text', () => {
  it('is put back as it was, whatever letters and escapes it has, and where it is cut', () => {
    const unit = fc.constantFrom('a', 'é', '😀', '"', '\\', '\n', '\u0001', '\ud800', '\u2028', '/', 'n', 'u');
    const text = fc.array(unit, { minLength: 1, maxLength: 60 }).map((units) => units.join('').repeat(40 * KIB));
    fc.assert(
      fc.property(text, (long) => {
        const body = { messages: [{ role: 'user', content: [{ type: 'text', text: long }] }], n: 1 };
        expect(through(body, (rest) => rest)).toEqual(body);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves little of the body to be translated, and keeps its beginning', () => {
    const url = `data:image/png;base64,${'iVBORw0KGgo'.repeat(100 * KIB)}`;
    const aside = asideOf({ content: [{ type: 'image_url', image_url: { url } }] });
    expect(aside?.rest.length).toBeLessThan(300);
    expect(aside?.rest.toString()).toContain('data:image/png;base64,iVBOR');
  });

  it('takes no turn of its own: many of a few KiB share one', () => {
    const body = Buffer.from(
      JSON.stringify({ content: Array.from({ length: 100 }, () => ({ text: 'x'.repeat(8 * KIB) })) }),
    );
    atOnce(scanSlices(body));
    const aside = inOneTurn(setAside(body, given));
    expect(aside?.texts).toHaveLength(100);
    if (aside !== null) expect(inOneTurn(putBack(aside.rest, aside))?.equals(body)).toBe(true);
  });

  it('of some hundred bytes is set aside too, and thousands of them pause', () => {
    const body = Buffer.from(
      JSON.stringify({
        content: Array.from({ length: 3000 }, (_, index) => ({ text: `${index} ${'x'.repeat(600)}` })),
      }),
    );
    atOnce(scanSlices(body));
    const pausing = <Result>(slices: Slices<Result>): Result => {
      let pauses = 0;
      for (let step = slices.next(); ; step = slices.next(), pauses += 1) {
        if (step.done !== true) continue;
        expect(pauses).toBeGreaterThan(5);
        return step.value;
      }
    };
    const aside = pausing(setAside(body, given));
    expect(aside?.texts).toHaveLength(3000);
    expect(aside?.rest.length).toBeLessThan(body.length / 3);
    if (aside !== null) expect(pausing(putBack(aside.rest, aside))?.equals(body)).toBe(true);
  });

  it('goes where the translation puts it', () => {
    const [one, two] = ['1'.repeat(20 * KIB), '2'.repeat(20 * KIB)];
    const swapped = through(
      { system: [{ text: one }], messages: [{ content: two }] },
      ({ system, messages }: never) => [messages, system],
    );
    expect(swapped).toEqual([[{ content: two }], [{ text: one }]]);
  });

  const long = 'x'.repeat(20 * KIB);
  it.each<[string, (rest: { content: string }) => unknown]>([
    ['that was put into another text', ({ content }) => ({ arguments: JSON.stringify({ content }) })],
    ['that was left out', () => ({})],
    ['that stands there twice', ({ content }) => [content, content]],
    ['that was decoded', ({ content }) => ({ content: Buffer.from(content, 'base64').toString() })],
  ])('%s is not put back: the whole has to be translated', (_, translate) => {
    expect(through({ content: long }, translate)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['in a member that may be read', { arguments: long, input: { command: long } }],
    ['that is a key', { [long]: 1 }],
    ['in a list', { content: [long] }],
    ['that is not so long', { content: 'x'.repeat(500) }],
    ['with a line break that is not escaped', `{"content":"${long}\n${long}"}`],
    ['with an escape that is none', `{"content":"${long}\\q"}`],
    ['with half an escape', `{"content":"${long}\\u12"}`],
  ])('%s stays', (_, body) => {
    expect(asideOf(body)).toBeNull();
  });

  it('of base64 stays where the alphabet of URLs has to be translated', () => {
    const inline = { inlineData: { mimeType: 'image/png', data: long } };
    expect(asideOf(inline)).not.toBeNull();
    expect(asideOf(inline, { hasUrlBase64: true })).toBeNull();
  });
});
