/** The scan of large bodies in slices finds what the scan in one go finds, and refuses what it refuses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson, spaces } from '../../../testkit/tricky-json.ts';
import { MAX_VALUES, scanSlices } from './scan-slices.ts';
import { findMember, JsonScanError, scanDocument, type JsonDocument } from './scan.ts';
import { atOnce } from '../../kernel/slices.ts';

const shown = ({ members }: JsonDocument) =>
  members.map(({ key, start, valueStart, end, elements }) => [key, start, valueStart, end, elements && [...elements]]);
const outcome = (scan: () => JsonDocument) => {
  try {
    return shown(scan());
  } catch (error) {
    return error instanceof JsonScanError ? error.message : error;
  }
};
const same = (bytes: Buffer) =>
  expect(outcome(() => atOnce(scanSlices(bytes, 'messages')))).toEqual(outcome(() => scanDocument(bytes, 'messages')));

describe('scanning in slices', () => {
  it('finds the same members and elements as in one go', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anyJson), fc.array(anyJson), spaces, (more, messages, indent) => {
        same(Buffer.from(JSON.stringify({ ...more, messages, after: 1 }, null, indent)));
      }),
    );
  });

  it('refuses the same, at the same byte, in anything that looks like JSON', () => {
    const bytes = fc.array(fc.oneof(fc.constantFrom(...Buffer.from('"\\\\{}[],:1u/ ')), fc.nat(255)), {
      maxLength: 90,
    });
    fc.assert(
      fc.property(bytes, (rest) => {
        for (const end of ['', ']}', '"]}', '"}]}']) {
          same(Buffer.concat([Buffer.from('{"messages":['), Buffer.from(rest), Buffer.from(end)]));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a string', `"${'a'.repeat(600_000)}"`],
    ['a string of many megabytes', `"${'a'.repeat(9_000_000)}"`],
    ['a string behind megabytes of numbers', `[${'1234567890123456,'.repeat(300_000)}"${'b'.repeat(50)}","c"]`],
    ['a string of escapes', `"${'\\"'.repeat(300_000)}"`],
    ['a string that ends in backslashes', `"${'\\\\'.repeat(300_000)}"`],
    ['a number', '1'.repeat(600_000)],
    ['space', `${' '.repeat(600_000)}1`],
    ['brackets', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ])('pauses inside %s', (_, value) => {
    const slices = scanSlices(Buffer.from(`{"x":${value},"messages":[1, 2]}`), 'messages');
    let pauses = 0;
    for (let step = slices.next(); ; step = slices.next()) {
      if (step.done === true) {
        expect(findMember(step.value.members, 'messages')?.elements?.length).toBe(2);
        break;
      }
      pauses += 1;
    }
    expect(pauses).toBeGreaterThan(0);
  });

  it.each([
    ['elements', `"messages":[${'1,'.repeat(100_000)}1]`],
    ['values inside of one', `"x":{"y":[${'1,'.repeat(100_000)}1]}`],
  ])('pauses by the number of %s too: 200 KB of them are a hundred thousand', (_, member) => {
    const slices = scanSlices(Buffer.from(`{${member}}`), 'messages');
    let pauses = 0;
    while (slices.next().done !== true) pauses += 1;
    expect(pauses).toBeGreaterThanOrEqual(5);
  });

  it('knows which short strings a document holds, however they are nested', () => {
    const document = atOnce(scanSlices(Buffer.from('{"a":[{"cache_control":{"type":"ephemeral"}}]}')));
    expect(document.strings?.mayHold(Buffer.from('"cache_control"'))).toBe(true);
    expect(document.strings?.mayHold(Buffer.from('"ephemeral"'))).toBe(true);
    expect(document.strings?.mayHold(Buffer.from('"defer_loading"'))).toBe(false);
    expect(atOnce(scanSlices(Buffer.from('{"a":"\\u0062"}'))).strings?.hasEscapes).toBe(true);
  });

  it('refuses a body of more values than anybody means, wherever they are', () => {
    const many = `[${'1,'.repeat(MAX_VALUES)}1]`;
    for (const text of [`{"messages":${many}}`, `{"x":{"y":${many}}}`, `{"x":[${'{},'.repeat(MAX_VALUES)}1]}`]) {
      expect(() => atOnce(scanSlices(Buffer.from(text), 'messages'))).toThrow(`more than ${MAX_VALUES} values`);
    }
  });

  it('refuses an object of more members than anybody means', () => {
    const members = Array.from({ length: 1001 }, (_, index) => `"k${index}":1`).join(',');
    for (const scan of [
      () => atOnce(scanSlices(Buffer.from(`{${members}}`))),
      () => scanDocument(Buffer.from(`{${members}}`)),
    ])
      expect(scan).toThrow('An object has more than 1000 members');
  });
});
