import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClient } from '../../../testkit/fake-client.ts';
import { PING_EVENT } from '../../wire/dialects/anthropic-messages/answers.ts';
import { StreamTap } from '../../wire/dialects/anthropic-messages/stream-tap.ts';
import type { AnswerGuard } from '../guard/guard.ts';
import { ClientStream } from './client-stream.ts';
import { createHeartbeat } from './heartbeat.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { openEnding } from '../../wire/dialects/anthropic-messages/stream-ending.ts';
import type { StreamEnding } from '../../wire/dialects/dialect.ts';
import { Relay, type Reply, type StreamHold } from './relay.ts';
import type { Flow, Receiver, Transport } from '../transport.ts';

const START = 'event: message_start\ndata: {"message":{"usage":{"input_tokens":5,"output_tokens":1}}}\n\n';
const TEXT = 'event: content_block_delta\ndata: {"delta":{"text":"hi"}}\n\n';
const DELTA = 'event: message_delta\ndata: {"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}\n\n';
const STOP = 'event: message_stop\ndata: {}\n\n';
const OVERLOADED = 'event: error\ndata: {"error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';
const SSE = { 'content-type': 'text/event-stream', 'request-id': 'req_vrtx_1' };
const BOUNDS = { firstByteMs: 10_000, idleMs: 5_000, totalMs: 60_000 };
const REQUEST = { method: 'POST' as const, url: 'https://up.example/', headers: {}, body: [] };

let elapsed: number;
let beat: () => void;
let halt: () => void;
let client: FakeClient;
let upstream: Receiver;
let flow: Flow & { paused: boolean };
let aborts: number;

function run(options: {
  stream: boolean;
  holdBack?: string[];
  guard?: AnswerGuard;
  ending?: StreamEnding;
  hold?: StreamHold;
}): {
  reply: Promise<Reply>;
  relay: Relay;
} {
  const heartbeat = createHeartbeat({
    elapsed: () => elapsed,
    every: (_, callback) => {
      beat = callback;
      return () => undefined;
    },
  });
  halt = heartbeat.halt;
  const to = new ClientStream({
    contentType: 'text/event-stream; charset=utf-8',
    client,
    ping: options.stream ? PING_EVENT : null,
    elapsed: () => elapsed,
    pingMs: 2_000,
    stallMs: 8_000,
    startStatus: () => 200,
    startHeaders: () => ({ 'request-id': 'req_ours' }),
  });
  heartbeat.watch(to);
  const relay = new Relay({
    begunElapsed: 0,
    to,
    reader: options.stream ? new StreamTap() : null,
    guard: options.guard ?? null,
    ending: options.ending ?? null,
    hold: options.hold ?? null,
    elapsed: () => elapsed,
    bounds: BOUNDS,
    heartbeat,
    holdBack: new Set(options.holdBack),
  });
  const transport: Transport = {
    send(_, receiver) {
      upstream = receiver;
      return () => {
        aborts += 1;
      };
    },
  };
  return { reply: relay.run(transport, REQUEST), relay };
}

const send = (...events: string[]): void => {
  for (const event of events) upstream.data(Buffer.from(event));
};

beforeEach(() => {
  elapsed = 0;
  aborts = 0;
  client = new FakeClient();
  flow = {
    paused: false,
    pause() {
      this.paused = true;
    },
    resume() {
      this.paused = false;
    },
  };
});

describe('before the commit point', () => {
  it('holds back what carries no content, and sends it with the first content', async () => {
    run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START);
    expect(client.text).toBe('');
    send(TEXT);
    expect(client.text).toBe(START + TEXT);
    expect(client.headers).toMatchObject({
      'request-id': 'req_ours',
      'content-type': 'text/event-stream; charset=utf-8',
    });
  });

  it('is not held for an upstream that never comes to its content: past a mebibyte the client gets what there is', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    const ping = PING_EVENT.repeat(10_000);
    send(START, ping, ping);
    expect(client.hasStarted).toBe(false);
    send(ping, ping);
    expect(client.text).toBe(START + ping.repeat(4));
    send(OVERLOADED);
    expect(await reply).toMatchObject({ kind: 'streamed', error: { status: 529 } });
  });

  it('can still be abandoned when the first event is an error', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, OVERLOADED);
    expect(await reply).toMatchObject({ kind: 'stream-error', error: { status: 529 } });
    expect(client.hasStarted).toBe(false);
    expect(aborts).toBe(1);
  });

  it('can still be abandoned when the upstream is cut', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START);
    upstream.failed(new Error('reset'));
    expect(await reply).toMatchObject({ kind: 'broken', reason: 'cut' });
    expect(client.hasStarted).toBe(false);
  });

  it('keeps a silent upstream’s client awake with pings, and can still be abandoned after them', async () => {
    const { reply } = run({ stream: true });
    elapsed = 2_500;
    beat();
    expect(client.text).toBe(PING_EVENT);
    upstream.started(200, SSE, flow);
    send(OVERLOADED);
    expect(await reply).toMatchObject({ kind: 'stream-error' });
    expect(client.text).toBe(PING_EVENT);
  });

  it('does not ping a client that asked for a whole answer', () => {
    run({ stream: false });
    elapsed = 2_500;
    beat();
    expect(client.hasStarted).toBe(false);
  });

  it('gives up on an upstream that never answers', async () => {
    const { reply } = run({ stream: false });
    elapsed = 10_500;
    beat();
    expect(await reply).toMatchObject({ kind: 'broken', reason: 'timeout' });
    expect(aborts).toBe(1);
  });
});

describe('after the commit point', () => {
  it('ends well when the message is complete', async () => {
    const { reply, relay } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT, DELTA, STOP);
    upstream.ended();
    expect(await reply).toEqual({ kind: 'streamed', end: 'complete', error: null });
    expect(relay.reader?.conclude(true)?.usage?.meters).toMatchObject({ input_tokens: 5, output_tokens: 9 });
    expect(client.text).toBe(START + TEXT + DELTA + STOP);
  });

  it('ends well when the last event lacks only its empty line', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT, DELTA, STOP.trimEnd());
    upstream.ended();
    expect(await reply).toEqual({ kind: 'streamed', end: 'complete', error: null });
    expect(client.text).toBe(START + TEXT + DELTA + STOP);
  });

  it('takes a clean end in the middle of the last event for a cut', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT, DELTA, STOP.slice(0, -6));
    upstream.ended();
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'cut' });
    expect(client.text).toBe(START + TEXT + DELTA);
  });

  it('never passes on half an event of an upstream that was cut', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT, 'event: content_block_delta\ndata: {"del');
    upstream.failed(new Error('reset'));
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'cut' });
    expect(client.text).toBe(START + TEXT);
  });

  it('takes a clean end without message_stop for a cut', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT);
    upstream.ended();
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'cut' });
  });

  it('keeps the events before an error, and hands the error over to be reported in the gateway’s own words', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT);
    send(TEXT + OVERLOADED);
    expect(await reply).toMatchObject({ kind: 'streamed', error: { status: 529 } });
    expect(client.text).toBe(START + TEXT + TEXT);
  });

  it('gives up on an upstream that falls silent, having pinged the client meanwhile', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT);
    elapsed = 2_500;
    beat();
    elapsed = 5_500;
    beat();
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'timeout' });
    expect(client.text.slice(0, (START + TEXT + PING_EVENT).length)).toBe(START + TEXT + PING_EVENT);
  });

  it('stops reading from the upstream while the client does not read, and goes on when it does', () => {
    run({ stream: true });
    upstream.started(200, SSE, flow);
    client.isFull = true;
    send(START, TEXT);
    expect(flow.paused).toBe(true);
    client.drain();
    expect(flow.paused).toBe(false);
  });

  it('drops a client that does not read for too long, and does not blame the upstream', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    client.isFull = true;
    send(START, TEXT);
    elapsed = 6_000;
    beat();
    expect(client.isClosed).toBe(false);
    elapsed = 8_500;
    beat();
    expect(await reply).toEqual({ kind: 'client-closed' });
  });

  it('cancels the upstream at once when the client hangs up', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT);
    client.destroy();
    expect(aborts).toBe(1);
    expect(await reply).toEqual({ kind: 'client-closed' });
  });

  it('gives up on an attempt that takes too long as a whole, however busy it is', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    for (elapsed = 0; elapsed <= 61_000; elapsed += 1_000) {
      send(TEXT);
      beat();
    }
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'timeout' });
  });

  it('comes to an honest end when the gateway goes down', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, TEXT);
    halt();
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'shutdown' });
  });

  it('remembers the longest silence', () => {
    const { relay } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START);
    elapsed = 700;
    send(TEXT);
    elapsed = 900;
    send(TEXT);
    expect(relay.measured.stallMs).toBe(700);
  });
});

describe('a stop reason that a fallback goes on after', () => {
  const REFUSED = 'event: message_delta\ndata: {"delta":{"stop_reason":"refusal"},"usage":{"output_tokens":1}}\n\n';
  const WHOLE = START + PING_EVENT + REFUSED + STOP;

  const refused = (...events: string[]) => {
    const running = run({ stream: true, holdBack: ['refusal'] });
    upstream.started(200, SSE, flow);
    send(...events);
    return running;
  };

  it.each([
    ['event by event', [START, PING_EVENT, REFUSED, STOP]],
    ['in one piece', [WHOLE]],
    ['byte by byte', WHOLE.split('')],
  ])(
    'keeps a stream back that told it before any content, %s, and sends it whole when it is wanted',
    async (_, events) => {
      const { reply, relay } = refused(...events);
      upstream.ended();
      const held = (await reply) as Extract<Reply, { kind: 'held' }>;
      expect(held.kind).toBe('held');
      expect(client.hasStarted).toBe(false);
      expect(relay.reader?.conclude(true)?.usage?.meters).toMatchObject({ input_tokens: 5, output_tokens: 1 });
      held.release();
      expect(client.text).toBe(WHOLE);
      expect(client.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8' });
      expect(relay.measured.firstByteElapsed).toBe(0);
    },
  );

  it.each([
    ['came after content', START + TEXT + REFUSED + STOP],
    ['is another one', START + DELTA + STOP],
  ])('lets a stream pass whose stop reason %s', async (_, events) => {
    const { reply } = refused(events);
    upstream.ended();
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'complete' });
    expect(client.text).toBe(events);
  });

  it('lets a stream pass where nobody goes on after it', async () => {
    const { reply } = run({ stream: true });
    upstream.started(200, SSE, flow);
    send(START, REFUSED);
    expect(client.text).toBe(START + REFUSED);
    upstream.ended();
    expect(await reply).toMatchObject({ kind: 'streamed', end: 'complete' });
  });

  it('lets a stream pass that will not end after it, once that is too much to keep', async () => {
    const pings = PING_EVENT.repeat(40_000);
    const { reply } = refused(START, REFUSED, pings);
    expect(client.text).toBe(START + REFUSED + pings);
    send(STOP);
    upstream.ended();
    expect(await reply).toEqual({ kind: 'streamed', end: 'complete', error: null });
    expect(client.text).toBe(START + REFUSED + pings + STOP);
  });

  it.each([
    ['an error', OVERLOADED, { kind: 'stream-error' }],
    ['half an event', 'event: message_st', { kind: 'broken', reason: 'cut' }],
  ])('does not hide that %s came after it: nothing was sent, so it may be tried again', async (_, last, expected) => {
    const { reply } = refused(START, REFUSED, last);
    upstream.ended();
    expect(await reply).toMatchObject(expected);
    expect(client.hasStarted).toBe(false);
  });
});

describe('answers that are no streams', () => {
  it('reads a failure to its end, within bounds', async () => {
    const { reply } = run({ stream: true });
    upstream.started(503, { 'content-type': 'text/html' }, flow);
    upstream.data(Buffer.alloc(900_000, 'x'));
    upstream.data(Buffer.alloc(900_000, 'x'));
    const { body } = (await reply) as Extract<Reply, { kind: 'failure' }>;
    expect(body.length).toBe(1024 * 1024);
    expect(client.hasStarted).toBe(false);
  });

  it('hands over a whole answer unsent', async () => {
    const { reply } = run({ stream: false });
    upstream.started(200, { 'content-type': 'application/json' }, flow);
    send('{"a":', '1}');
    upstream.ended();
    expect(await reply).toMatchObject({ kind: 'whole', status: 200, body: Buffer.from('{"a":1}') });
    expect(client.hasStarted).toBe(false);
  });

  it.each([
    ['whole', 200, '\ufeff{"a":1}', '{"a":1}'],
    ['failure', 503, '\ufeff{"error":{}}', '{"error":{}}'],
    ['whole', 200, '\ufeff1\n00:00:01 --> 00:00:02', '\ufeff1\n00:00:01 --> 00:00:02'],
  ])('loses the byte order mark of JSON, and of no other text: %s %i', async (kind, status, sent, received) => {
    const { reply } = run({ stream: false });
    upstream.started(status, {}, flow);
    upstream.data(Buffer.from(sent));
    upstream.ended();
    expect(await reply).toMatchObject({ kind, status, body: Buffer.from(received) });
  });

  it('tells a connection that could not be made from one that broke', async () => {
    const { reply } = run({ stream: false });
    upstream.failed(new Error('refused'));
    expect(await reply).toMatchObject({ kind: 'broken', reason: 'unreachable' });
  });
});

describe('a stream that a limit stops', () => {
  const OVER = new GatewayError('budget_exceeded', 'The budget is used up.');

  /** Says stop at the chunk of that number. */
  function stopsAt(chunk: number): StreamHold {
    let seen = 0;
    return {
      began: () => undefined,
      advance(_reader, _elapsed, stop) {
        seen += 1;
        if (seen === chunk) stop(OVER);
      },
    };
  }

  it('is a failure before any content, so that nothing of it reaches the client', async () => {
    const { reply } = run({ stream: true, ending: openEnding(), hold: stopsAt(1) });
    upstream.started(200, SSE, flow);
    send(START);
    expect(await reply).toEqual({ kind: 'refused', error: OVER, closing: null });
    expect([client.text, aborts]).toEqual(['', 1]);
  });

  it('cancels the upstream after content, and ends as a whole answer with the reason in it', async () => {
    const { reply } = run({ stream: true, ending: openEnding(), hold: stopsAt(2) });
    upstream.started(200, SSE, flow);
    send(START, TEXT, TEXT);
    const ended = await reply;
    expect(aborts).toBe(1);
    const closing = ended.kind === 'refused' ? (ended.closing?.toString() ?? '') : '';
    expect(closing).toContain('[The budget is used up.]');
    expect(closing).toMatch(/"stop_reason":"max_tokens"[^]*event: message_stop\n/);
    expect(client.text).toBe(START + TEXT);
  });

  it('is looked at while the upstream is silent, since a model may be thinking', async () => {
    const { reply } = run({ stream: true, ending: openEnding(), hold: stopsAt(3) });
    upstream.started(200, SSE, flow);
    send(START, TEXT);
    elapsed += 500;
    beat();
    expect(await reply).toMatchObject({ kind: 'refused' });
  });
});
