/** What every dialect's translation must do. A difference is listed in the subject with its reason, or the suite fails. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METERS } from '../usage.ts';
import { answeredCall } from './call.ts';
import type { ChatCall } from './call.ts';
import { collect, eventsOf } from './collect.ts';
import type { AnswerPart, ChatAnswer, ChatError, ChatEvent, ErrorKind } from './event.ts';
import { NOTHING_TO_RESTORE } from './restoration.ts';
import type { AnswerContext, DecodeContext, Translator } from './translator.ts';

export interface TranslatorUnderTest {
  translator: Translator;
  /** Folder with `*.stream` (bytes as the vendor sends them; `.b64` where they are no text) and `*.events.json`. */
  fixtures: URL;
  /** What an answer looks like after it was written and read in this dialect, where it is not the same. */
  afterRoundTrip(answer: ChatAnswer): ChatAnswer;
  /** Kinds of error that this dialect cannot tell apart from another. */
  sameKinds: Readonly<Partial<Record<ErrorKind, ErrorKind>>>;
  /** A body that is broken in one place, and the field as the vendor names it. */
  brokenBodies: readonly { body: Record<string, unknown>; field: string; message: RegExp }[];
}

const DECODING: DecodeContext = { restoration: NOTHING_TO_RESTORE, id: 'answer1' };

function answerContext(call: Partial<ChatCall> = {}): AnswerContext {
  return {
    id: 'answer1',
    model: 'asked-model',
    created: 1_764_000_000,
    isStrict: false,
    call: answeredCall({ ...EMPTY_CALL, includesUsage: true, ...call }),
  };
}

const EMPTY_CALL: ChatCall = {
  model: 'asked-model',
  stream: false,
  includesUsage: false,
  system: [],
  messages: [],
  tools: [],
  toolChoice: null,
  parallelToolCalls: null,
  output: null,
  reasoning: null,
  maxOutputTokens: null,
  stop: [],
  sampling: {},
  serviceTier: null,
  userId: null,
  extra: {},
};

/** Runs of the fuzz test for each dialect; there are five. */
const FUZZ_RUNS = 2000;
const MAX_CHUNK = 64;

export function testTranslator(subject: TranslatorUnderTest): void {
  const { translator } = subject;
  const streams = recordedStreams(subject.fixtures);

  describe(`${translator.id}: streams`, () => {
    it.each(streams)('$name is read as its golden events say', ({ bytes, golden }) => {
      expect(plain(decode(translator, [bytes]))).toEqual(golden);
    });

    it.each(streams)('$name gives the same events in whatever chunks it comes', ({ bytes }) => {
      const whole = decode(translator, [bytes]);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: MAX_CHUNK }), { minLength: 1 }), (sizes) => {
          expect(decode(translator, chunksOf(bytes, sizes))).toEqual(whole);
        }),
        { numRuns: 40 },
      );
      expect(decode(translator, chunksOf(bytes, [1]))).toEqual(whole);
    });

    it.each(streams)('$name, cut anywhere, keeps what came before and ends with an error', ({ bytes }) => {
      const whole = blockTexts(decode(translator, [bytes]));
      fc.assert(
        fc.property(fc.integer({ min: 0, max: bytes.length }), (length) => {
          const cut = decode(translator, [bytes.subarray(0, length)]);
          expectLegal(cut);
          for (const [at, text] of blockTexts(cut).entries()) expect(whole[at]?.startsWith(text)).toBe(true);
        }),
        { numRuns: 60 },
      );
    });

    it('never crashes, hangs or breaks the order of events on a broken stream', () => {
      fc.assert(
        fc.property(fc.constantFrom(...streams), mutations, chunkSizes, ({ bytes }, edits, sizes) => {
          const events = decode(translator, chunksOf(mutate(bytes, edits), sizes));
          expectLegal(events);
        }),
        { numRuns: FUZZ_RUNS },
      );
    });

    it('reads what it writes: text, reasoning, tool calls, usage and the reason to stop', () => {
      fc.assert(
        fc.property(answers, (answer) => {
          const encoder = translator.openEncoder(answerContext());
          const bytes = Buffer.concat(eventsOf(answer).map((event) => encoder.push(event)));
          const events = decode(translator, [bytes]);
          expectLegal(events);
          expect(comparable(collect(events))).toEqual(comparable(subject.afterRoundTrip(answer)));
        }),
        { numRuns: 200 },
      );
    });

    it('reports an error in the middle of a stream, and nothing after it', () => {
      const encoder = translator.openEncoder(answerContext());
      const error: ChatError = { kind: 'overloaded', status: 529, message: 'Overloaded', code: null, field: null };
      const before = eventsOf(SAMPLE).slice(0, 3);
      const events = decode(translator, [
        Buffer.concat([...before, { type: 'error' as const, error }].map((event) => encoder.push(event))),
      ]);
      const last = events.at(-1);
      expect(last?.type === 'error' ? last.error.message : last).toBe('Overloaded');
    });
  });

  describe(`${translator.id}: whole answers`, () => {
    it('reads what it writes', () => {
      fc.assert(
        fc.property(answers, (answer) => {
          const json = JSON.parse(JSON.stringify(translator.writeAnswer(answer, answerContext()))) as Record<
            string,
            unknown
          >;
          expect(comparable(translator.readAnswer(json, DECODING))).toEqual(comparable(subject.afterRoundTrip(answer)));
        }),
        { numRuns: 200 },
      );
    });

    it('is no answer without its content', () => {
      expect(() => translator.readAnswer({}, DECODING)).toThrow(SyntaxError);
      expect(() => translator.readAnswer({ error: 7 }, DECODING)).toThrow(SyntaxError);
    });
  });

  describe(`${translator.id}: errors`, () => {
    it.each(KINDS)('%s is the same after it was written and read', (kind, status) => {
      const message =
        kind === 'context-overflow' ? 'prompt is too long: 210000 tokens > 200000 maximum' : 'This went wrong.';
      const written = translator.writeError({ kind, status, message, code: null, field: null }, 'req_1');
      const read = translator.readError({ status, headers: {}, body: Buffer.from(JSON.stringify(written)) });
      expect(read.kind).toBe(subject.sameKinds[kind] ?? kind);
      expect(read.message).toContain(message);
    });

    it.each(['', '<html>Bad gateway</html>', '[]', 'null', '{"error":7}'])('makes a sentence of %j', (body) => {
      const error = translator.readError({ status: 502, headers: {}, body: Buffer.from(body) });
      expect(error).toMatchObject({ status: 502, kind: 'server' });
      expect(error.message).toMatch(/\w/);
    });

    it.each(subject.brokenBodies)('names $field as the vendor does', ({ body, field, message }) => {
      const read = translator.readCall(body, { model: 'm', stream: false });
      expect(read.ok ? null : read.problem.field).toBe(field);
      expect(read.ok ? '' : read.problem.message).toMatch(message);
    });

    it('refuses any body that is wrong somewhere with a sentence, and never throws', () => {
      fc.assert(
        fc.property(
          fc.dictionary(
            fc.constantFrom('model', 'messages', 'contents', 'input', 'system', 'tools', 'max_tokens', 'tool_choice'),
            fc.jsonValue(),
          ),
          (body) => {
            const read = translator.readCall(body, { model: null, stream: null });
            if (!read.ok) expect(read.problem.message).toMatch(/\w/);
          },
        ),
      );
    });
  });
}

interface RecordedStream {
  name: string;
  bytes: Buffer;
  golden: unknown;
}

function recordedStreams(folder: URL): RecordedStream[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.stream') || file.endsWith('.b64'))
    .map((file) => {
      const name = file.replace(/\.\w+$/, '');
      const text = readFileSync(new URL(file, folder), 'utf8');
      const golden: unknown = JSON.parse(readFileSync(new URL(`${name}.events.json`, folder), 'utf8'));
      return { name, bytes: Buffer.from(text, file.endsWith('.b64') ? 'base64' : 'utf8'), golden };
    });
}

export function decode(translator: Translator, chunks: readonly Uint8Array[], context = DECODING): ChatEvent[] {
  const decoder = translator.openDecoder(context);
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function chunksOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0, at = 0; start < bytes.length; at += 1) {
    const end = start + (sizes[at % sizes.length] ?? 1);
    // A copy: a transport may use its buffer again.
    chunks.push(Buffer.from(bytes.subarray(start, end)));
    start = end;
  }
  return chunks;
}

/** What each block said. */
function blockTexts(events: readonly ChatEvent[]): string[] {
  const texts: string[] = [];
  for (const event of events) {
    if (OPENERS.has(event.type)) texts.push('');
    if ('text' in event) texts.push((texts.pop() ?? '') + event.text);
  }
  return texts;
}

const OPENERS = new Set(['text-start', 'reasoning-start', 'tool-start']);
const CLOSERS: Readonly<Record<string, string>> = {
  'text-end': 'text-start',
  'reasoning-end': 'reasoning-start',
  'tool-end': 'tool-start',
};
const WITHIN: Readonly<Record<string, string>> = {
  'text-delta': 'text-start',
  citation: 'text-start',
  'reasoning-delta': 'reasoning-start',
  'tool-delta': 'tool-start',
};

/** One start, blocks one after another, one end. */
function expectLegal(events: readonly ChatEvent[]): void {
  const last = events.at(-1)?.type;
  expect(last === 'finish' || last === 'error', `ends with ${String(last)}`).toBe(true);
  let open: string | null = null;
  for (const [at, { type }] of events.entries()) {
    if (type === 'start') expect(at).toBe(0);
    if (type === 'finish' || type === 'error') expect(at).toBe(events.length - 1);
    if (OPENERS.has(type)) {
      expect(open).toBeNull();
      open = type;
    }
    if (type in CLOSERS) {
      expect(open).toBe(CLOSERS[type]);
      open = null;
    }
    if (type in WITHIN) expect(open).toBe(WITHIN[type]);
  }
}

/** Ids and names of models are the answerer's; what is compared is what a reader would miss. */
function comparable({ parts, reason, stopSequence, usage }: ChatAnswer): unknown {
  const meters = Object.entries(usage?.meters ?? {}).filter(([, tokens]) => tokens > 0);
  return { parts, reason, stopSequence, meters: Object.fromEntries(meters) };
}

const STATUSES: Readonly<Record<ErrorKind, number>> = {
  'invalid-request': 400,
  authentication: 401,
  billing: 402,
  permission: 403,
  'not-found': 404,
  timeout: 504,
  conflict: 409,
  'too-large': 413,
  'context-overflow': 400,
  'content-filter': 400,
  'rate-limit': 429,
  quota: 429,
  'not-supported': 501,
  overloaded: 503,
  server: 500,
};
const KINDS = Object.entries(STATUSES) as [ErrorKind, number][];

const SAMPLE: ChatAnswer = {
  id: 'a',
  model: 'm',
  parts: [{ type: 'text', text: 'Hello', isRefusal: false, citations: [], state: null }],
  reason: 'end',
  stopSequence: null,
  usage: null,
  native: { dialect: 'anthropic-messages', reason: null, extra: {} },
};

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }).filter((text) => text.trim() !== '');
const signature = fc.base64String({ minLength: 8, maxLength: 40 });
const text = words.map((value): AnswerPart => ({
  type: 'text',
  text: value,
  isRefusal: false,
  citations: [],
  state: null,
}));
const reasoning = fc.tuple(words, signature).map(([value, signed]): AnswerPart => ({
  type: 'reasoning',
  text: value,
  state: { issuer: 'claude', kind: 'signature', value: signed },
}));
const toolCall = fc
  .tuple(
    fc.stringMatching(/^toolu_[a-zA-Z0-9]{6,20}$/),
    fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_-]{0,30}$/),
    fc.dictionary(words, fc.jsonValue()),
  )
  .map(([id, name, input]): AnswerPart => ({
    type: 'tool-call',
    id,
    name,
    input: JSON.stringify(JSON.parse(JSON.stringify(input))),
    isFreeform: false,
    state: null,
  }));
const counts = fc.record({ input: fc.nat(1e6), cached: fc.nat(1e6), output: fc.nat(1e6) });

/** Reasoning first, then text, then calls, as models answer. */
const answers = fc
  .record({
    thoughts: fc.array(reasoning, { maxLength: 1 }),
    texts: fc.array(text, { maxLength: 1 }),
    calls: fc.uniqueArray(toolCall, { maxLength: 3, selector: (part) => (part.type === 'tool-call' ? part.id : '') }),
    counts,
    length: fc.boolean(),
  })
  .filter(({ thoughts, texts, calls }) => thoughts.length + texts.length + calls.length > 0)
  .map(({ thoughts, texts, calls, counts: { input, cached, output }, length }): ChatAnswer => {
    const meters = { [METERS.input]: input, [METERS.cacheRead]: cached, [METERS.output]: output };
    return {
      ...SAMPLE,
      parts: [...thoughts, ...texts, ...calls],
      reason: calls.length > 0 ? 'tool-calls' : length ? 'length' : 'end',
      usage: { meters, model: null, terms: {}, passes: [], unread: [] },
    };
  });

const chunkSizes = fc.array(fc.integer({ min: 1, max: MAX_CHUNK }), { minLength: 1, maxLength: 8 });

type Mutation = { at: number } & (
  | { type: 'flip'; byte: number }
  | { type: 'cut'; length: number }
  | { type: 'insert'; text: string }
  | { type: 'repeat'; length: number }
);

/** `at` is a share of the length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const mutations = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('flip' as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }),
    fc.record({ type: fc.constant('cut' as const), at: place, length: fc.integer({ min: 1, max: 200 }) }),
    fc.record({
      type: fc.constant('insert' as const),
      at: place,
      text: fc.constantFrom(
        '\n\n',
        'data: {}\n\n',
        'data: null\n\n',
        'data: {"type":"__defineGetter__"}\n\n',
        'data: [DONE]\n\n',
        ': ping\n\n',
        'null',
        '"',
        '{',
        '\u0000',
        '\uFFFD',
        'event: error\n',
      ),
    }),
    fc.record({ type: fc.constant('repeat' as const), at: place, length: fc.integer({ min: 1, max: 400 }) }),
  ),
  { minLength: 1, maxLength: 6 },
);

function mutate(bytes: Buffer, edits: readonly Mutation[]): Buffer {
  let result = Buffer.from(bytes);
  for (const edit of edits) {
    const at = Math.floor(edit.at * result.length);
    const [before, after] = [result.subarray(0, at), result.subarray(at)];
    if (edit.type === 'flip') {
      result = Buffer.from(result);
      if (at < result.length) result[at] = edit.byte;
    } else if (edit.type === 'cut') result = Buffer.concat([before, after.subarray(edit.length)]);
    else if (edit.type === 'insert') result = Buffer.concat([before, Buffer.from(edit.text), after]);
    else result = Buffer.concat([before, after.subarray(0, edit.length), after]);
  }
  return result;
}
