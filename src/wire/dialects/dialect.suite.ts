/** What every dialect's native side must do: the relay, the cache and the errors of the gateway stand on it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../kernel/errors.ts';
import { scanDocument } from '../json/scan.ts';
import { tokensOf } from '../usage.ts';
import { cacheKeyParts } from './cache-key-parts.ts';
import type { AnswerReader, Dialect } from './dialect.ts';

export interface DialectUnderTest {
  dialect: Dialect;
  /** A request for a stream, and what it is cached by when somebody else asks the same. */
  request: { json: string; delivered: string; another: string };
  /** A whole answer, and the same as the events of a stream with its usage. */
  whole: string;
  events: readonly string[];
  /** In the dialect's words. */
  stopReason: string;
  /** Input and output tokens that both report. */
  tokens: number;
  /** An event that reports an error of this status, and one that carries a piece of the answer. */
  errorEvent: { text: string; status: number };
  /** How many of `events` come before the first content. */
  silent: number;
  /** How the texts above stand for bytes; absent = utf8. */
  encoding?: 'latin1';
}

export function testDialect(subject: DialectUnderTest): void {
  const { dialect, request, whole, events, stopReason, tokens, errorEvent, silent } = subject;
  const encoding = subject.encoding ?? 'utf8';
  const bytesOf = (text: string | Uint8Array): Buffer =>
    typeof text === 'string' ? Buffer.from(text, encoding) : Buffer.from(text);
  const textOf = (bytes: Uint8Array | null | undefined): string => (bytes ? Buffer.from(bytes).toString(encoding) : '');
  const document = scanDocument(Buffer.from(request.json), dialect.turns ?? undefined);
  const { stream } = dialect;
  if (stream === null) throw new Error('This suite is for dialects that stream.');
  const all = events.join('');

  function read(reader: AnswerReader, ...chunks: readonly (string | Buffer)[]): string {
    const out = chunks.map((chunk) => textOf(reader.push(bytesOf(chunk)))).join('');
    return out + textOf(reader.end());
  }

  describe('a stream that is ended early', () => {
    const LAST = { message: 'The budget is used up.', reason: 'length', outputTokens: 7 } as const;

    /** Everything that the client gets: the first events, and then the end. */
    const cutAfter = (sent: number): Buffer[] => {
      const ending = stream.openEnding?.(document);
      const passed = events.slice(0, sent).map(bytesOf);
      for (const event of passed) ending?.passed(event);
      return ending === undefined ? [] : [...passed, ending.close(LAST)];
    };

    it('is a whole answer to a client, wherever it is cut, and says why', () => {
      for (let sent = silent + 1; sent < events.length; sent += 1) {
        const bytes = Buffer.concat(cutAfter(sent));
        const reader = stream.openReader(document);
        read(reader, bytes);
        expect(reader).toMatchObject({ isComplete: true, isTorn: false, error: null });
        const told = stream.toWhole(bytes)?.toString() ?? '';
        const hadStopped = reader.conclude(true)?.stopReason === stopReason;
        expect(told.includes(LAST.message) || hadStopped).toBe(true);
      }
      expect(Buffer.concat(cutAfter(silent + 1)).toString()).toContain(LAST.message);
    });

    it('gets nothing more once it has ended by itself', () => {
      expect(cutAfter(events.length).at(-1)?.length).toBe(0);
    });
  });

  describe('a reader of the untouched lane', () => {
    it('hands on every byte, in whole events, whatever the chunks', () => {
      fc.assert(
        fc.property(fc.array(fc.nat(all.length), { maxLength: 6 }), (cuts) => {
          const places = [0, ...cuts.toSorted((a, b) => a - b), all.length];
          const chunks = places.slice(1).map((end, at) => all.slice(places[at], end));
          const reader = stream.openReader(document);
          expect(read(reader, ...chunks)).toBe(all);
          expect(reader).toMatchObject({ isComplete: true, isTorn: false, error: null });
          const facts = reader.conclude(true);
          expect(facts).toMatchObject({ isAnswer: true, stopReason, isEstimated: false });
          expect(facts?.usage?.unread).toEqual([]);
          expect(tokensOf(facts?.usage?.meters ?? {})).toBe(tokens);
        }),
      );
    });

    it('sees content in the event that brings it, and not before', () => {
      const reader = stream.openReader(document);
      for (const event of events.slice(0, silent)) reader.push(bytesOf(event));
      expect(reader.hasContent).toBe(false);
      reader.push(bytesOf(events[silent] ?? ''));
      expect(reader.hasContent).toBe(true);
    });

    it('keeps an error back and reports it as the failure that it would have been', () => {
      const reader = stream.openReader(document);
      const begun = events.slice(0, silent + 1).join('');
      expect(read(reader, begun + errorEvent.text)).toBe(begun);
      expect(reader).toMatchObject({ isComplete: false, error: { status: errorEvent.status } });
    });

    it('never hands on half an event, and says that the stream is torn', () => {
      const reader = stream.openReader(document);
      const begun = events.slice(0, silent + 1).join('');
      expect(read(reader, begun, (events[silent + 1] ?? '').slice(0, -9))).toBe(begun);
      expect(reader).toMatchObject({ isComplete: false, isTorn: true });
    });

    it('has nothing to report of a stream that said nothing, and was not relayed', () => {
      expect(stream.openReader(document).conclude(false)).toBeNull();
    });

    it('notes the usage of a relayed stream that never reported it', () => {
      const reader = stream.openReader(document);
      expect(reader.conclude(true)?.usage?.unread).toContain('usage');
    });
  });

  describe('a whole answer', () => {
    it('reports its usage and why it ended', () => {
      const facts = dialect.readWhole(Buffer.from(whole));
      expect(facts).toMatchObject({ isAnswer: true, stopReason });
      expect(tokensOf(facts.usage?.meters ?? {})).toBe(tokens);
    });

    it.each(['', '<html>Log in</html>', '{"ok":true}', '[]', 'null'])('is not what says %j', (body) => {
      expect(dialect.readWhole(Buffer.from(body))).toEqual({ isAnswer: false, usage: null, stopReason: null });
    });

    it('becomes a stream that its own reader understands, and the same answer again', () => {
      const told = stream.fromWhole(Buffer.from(whole), document);
      const reader = stream.openReader(document);
      expect(read(reader, told ?? '')).toBe(textOf(told));
      expect(reader).toMatchObject({ isComplete: true, hasContent: true });
      const again = stream.toWhole(told ?? Buffer.alloc(0));
      expect(dialect.readWhole(again ?? Buffer.alloc(0))).toMatchObject({ isAnswer: true, stopReason });
    });

    it('is made of no stream that broke off', () => {
      expect(stream.toWhole(bytesOf(events.slice(0, silent + 1).join('')))).toBeNull();
    });
  });

  describe('what the gateway says itself', () => {
    const error = new GatewayError('upstream_cut', 'The provider broke off its answer.');

    it('is an error that the clients of the dialect can read, with our words in it', () => {
      expect(JSON.stringify(JSON.parse(dialect.errors.body(error, 'req_1')))).toContain(`"message":"${error.message}"`);
    });

    it('ends a stream that has begun with one whole event', () => {
      const ending = dialect.errors.event(error, 'req_1');
      const reader = stream.openReader(document);
      const begun = bytesOf(events.slice(0, silent + 1).join(''));
      expect(read(reader, Buffer.concat([begun, bytesOf(ending)]))).not.toContain(error.message);
      expect(reader.error).not.toBeNull();
      if (encoding === 'utf8') expect(textOf(bytesOf(ending)).endsWith('\n\n')).toBe(true);
    });

    it('is a ping that says nothing', () => {
      const reader = stream.openReader(document);
      expect(read(reader, stream.ping ?? '')).toBe(stream.ping ?? '');
      expect(reader).toMatchObject({ hasContent: false, isComplete: false, error: null });
    });
  });

  it('two requests ask the cache the same when only how it is delivered differs', () => {
    const parts = (json: string) => {
      const asked = scanDocument(Buffer.from(json), dialect.turns ?? undefined);
      return cacheKeyParts(asked, dialect.leftOutOfCacheKey?.(asked));
    };
    const question = (json: string): string => Buffer.concat(parts(json).question).toString();
    expect(question(request.delivered)).toBe(question(request.json));
    expect(question(request.another)).not.toBe(question(request.json));
    // Together with how it is delivered, both are two.
    const isOne = JSON.stringify(parts(request.delivered).delivery) === JSON.stringify(parts(request.json).delivery);
    expect(isOne).toBe(request.delivered === request.json);
  });
}
