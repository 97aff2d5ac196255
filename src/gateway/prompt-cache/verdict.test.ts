import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../wire/json/scan.ts';
import { scanSlices } from '../../wire/json/scan-slices.ts';
import { atOnce } from '../../kernel/slices.ts';
import { fingerprintSlices, type Fingerprint } from './fingerprint.ts';
import { carriedOn, judge, type Turn } from './verdict.ts';

const SYSTEM = `You mend programs. ${'Be careful. '.repeat(100)}`;
const body = (changes: object = {}) => ({
  model: 'm',
  tools: [{ name: 'Read' }],
  system: [{ type: 'text', text: SYSTEM }],
  messages: [
    { role: 'user', content: 'first' },
    { role: 'assistant', content: [{ type: 'text', text: 'second' }] },
  ],
  ...changes,
});

function print(value: object): Fingerprint {
  const found = atOnce(fingerprintSlices(scanDocument(Buffer.from(JSON.stringify(value)), 'messages')));
  if (found === null) throw new Error('This is no conversation.');
  return found;
}

const turn = (changes: Partial<Turn> = {}): Turn => ({
  print: print(body()),
  at: 1_000_000,
  place: 'vertex us-east5 m',
  edits: '',
  cacheReadTokens: 0,
  cacheWriteTokens: 5000,
  isLong: false,
  ...changes,
});
const missed = (changes: Partial<Turn>) => judge(turn({ at: 1_060_000, ...changes }), turn());

describe('a miss', () => {
  it.each<[string, Partial<Turn>, string, RegExp | null]>([
    ['of other tools', { print: print(body({ tools: [{ name: 'Edit' }] })) }, 'tools_changed', null],
    [
      'of a system prompt that changed in the middle',
      { print: print(body({ system: [{ type: 'text', text: `${SYSTEM.slice(0, 700)}X${SYSTEM.slice(701)}` }] })) },
      'system_changed',
      /at byte 512/,
    ],
    [
      'of an edited message',
      {
        print: print(
          body({
            messages: [
              { role: 'user', content: 'first' },
              { role: 'assistant', content: 'other' },
            ],
          }),
        ),
      },
      'message_changed',
      /message 2 of 2/,
    ],
    [
      'of a shortened history',
      { print: print(body({ messages: [{ role: 'user', content: 'first' }] })) },
      'message_changed',
      /message 2 of 2/,
    ],
    ['of what the gateway took out', { edits: 'context-1m' }, 'gateway_changed', /context-1m/],
    ['of another region', { place: 'vertex europe-west1 m' }, 'moved', /us-east5 m → vertex europe-west1/],
    ['of a pause of six minutes', { at: 1_000_000 + 360_000 }, 'expired', /360 s/],
    ['of nothing that can be seen', {}, 'not_kept', null],
  ])('%s is told', (_, changes, name, detail) => {
    const verdict = missed(changes);
    expect(verdict).toMatchObject({ name, missedTokens: 5000 });
    if (detail === null) expect(verdict?.detail).toBeNull();
    else expect(verdict?.detail).toMatch(detail);
  });

  it('after ten minutes is no end of an hour’s lifetime', () => {
    const before = turn({ isLong: true });
    expect(judge(turn({ at: before.at + 600_000 }), before)?.name).toBe('not_kept');
  });
});

it('what was read is a hit, the first turn has nothing to miss, and without a cache there is no verdict', () => {
  expect(missed({ cacheReadTokens: 5000, cacheWriteTokens: 200 })).toEqual({
    name: 'hit',
    detail: null,
    missedTokens: 0,
  });
  expect(judge(turn(), null)?.name).toBe('first_use');
  expect(judge(turn({ cacheWriteTokens: 0 }), null)).toBeNull();
  expect(judge(turn({ cacheWriteTokens: 0 }), turn({ cacheWriteTokens: 0 }))).toBeNull();
});

describe('the marks of a client, which move on with every turn,', () => {
  it.each([
    ['at the end of a block', { type: 'text', text: 'second', cache_control: { type: 'ephemeral' } }],
    ['at its beginning', { cache_control: { type: 'ephemeral', ttl: '1h' }, type: 'text', text: 'second' }],
  ])('%s change no message', (_, block) => {
    const marked = body({
      messages: [
        { role: 'user', content: 'first' },
        { role: 'assistant', content: [block] },
      ],
    });
    expect(print(marked)).toEqual(print(body()));
  });

  it('change no message that is a text without them', () => {
    const content = [{ type: 'text', text: 'first "quoted" \\', cache_control: { type: 'ephemeral' } }];
    const marked = print(body({ messages: [{ role: 'user', content }] }));
    expect(marked).toEqual(print(body({ messages: [{ role: 'user', content: 'first "quoted" \\' }] })));
  });
});

it('a title or a search in the same session is a conversation of its own, and a compaction is not', () => {
  const main = turn();
  const title = print({ messages: [{ role: 'user', content: 'Write a title' }], system: 'Titles' });
  expect(carriedOn(title, [main])).toBeNull();
  const compacted = print(body({ messages: [{ role: 'user', content: 'A summary of before' }] }));
  expect(carriedOn(compacted, [turn({ print: title }), main])).toBe(main);
});

it('what is no conversation has no fingerprint', () => {
  expect(atOnce(fingerprintSlices(scanDocument(Buffer.from('{"input":"text"}'), 'messages')))).toBeNull();
  expect(atOnce(fingerprintSlices(scanDocument(Buffer.from('{"messages":[]}'), 'messages')))).toBeNull();
});

it('a message of many megabytes is hashed in more than one slice, and to what it is hashed to at once', () => {
  const long = body({
    messages: [
      { role: 'user', content: 'x'.repeat(5_000_000) },
      { role: 'user', content: 'y' },
    ],
  });
  const slices = fingerprintSlices(scanDocument(Buffer.from(JSON.stringify(long)), 'messages'));
  let pauses = 0;
  let step = slices.next();
  while (step.done !== true) {
    pauses += 1;
    step = slices.next();
  }
  expect(pauses).toBeGreaterThan(1);
  expect(step.value).toEqual(print(long));
});

describe('a message of many megabytes', () => {
  const text = 'first "quoted" '.repeat(200_000);
  const printed = (content: unknown) => {
    const value = body({ messages: [{ role: 'user', content }] });
    return atOnce(fingerprintSlices(atOnce(scanSlices(Buffer.from(JSON.stringify(value)), 'messages'))));
  };

  it.each([
    ['a block', [{ type: 'text', text }]],
    ['a block with a mark', [{ type: 'text', text, cache_control: { type: 'ephemeral', ttl: '1h' } }]],
  ])('that is %s is the same as one that is a text alone', (_, content) => {
    expect(printed(content)).toEqual(printed(text));
  });

  it('is another one with another letter, or with another block behind it', () => {
    expect(printed(`${text}.`)).not.toEqual(printed(text));
    const more = { type: 'text', text: 'and more' };
    expect(printed([{ type: 'text', text }, more])).not.toEqual(printed(text));
    const marked = { ...more, cache_control: { type: 'ephemeral' } };
    expect(printed([{ type: 'text', text }, marked])).toEqual(printed([{ type: 'text', text }, more]));
  });
});
