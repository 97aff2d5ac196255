import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClient } from '../../../testkit/fake-client.ts';
import { PING_EVENT as PING } from '../../wire/dialects/anthropic-messages/answers.ts';
import { ClientStream } from './client-stream.ts';

const EVENTS = Buffer.from('event: x\ndata: {}\n\n');
const PING_MS = 1000;
const STALL_MS = 5000;

let client: FakeClient;
let elapsed: number;

beforeEach(() => {
  client = new FakeClient();
  elapsed = 0;
});

function open(stream = true): ClientStream {
  return new ClientStream({
    contentType: 'text/event-stream; charset=utf-8',
    client,
    ping: stream ? PING : null,
    elapsed: () => elapsed,
    pingMs: PING_MS,
    stallMs: STALL_MS,
    startStatus: () => 200,
    startHeaders: (upstream) => ({ ...upstream, 'request-id': 'req_1', 'content-type': 'text/html' }),
  });
}

/** Time passes, and the heartbeat looks. */
function beat(to: ClientStream, ms: number): void {
  elapsed += ms;
  to.beat(elapsed);
}

describe('the answer is started once', () => {
  it('by the first events, with the headers of the attempt that sends them', () => {
    const to = open();
    expect(client.hasStarted).toBe(false);
    expect(to.write(EVENTS, { 'x-from': 'a' })).toBe(true);
    to.write(EVENTS, { 'x-from': 'b' });
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      'x-from': 'a',
      'request-id': 'req_1',
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    expect(client.text).toBe(String(EVENTS) + String(EVENTS));
  });

  it('by the first ping, when that is earlier', () => {
    const to = open();
    beat(to, PING_MS + 1);
    to.write(EVENTS, { 'x-from': 'a' });
    expect(client.text).toBe(PING + String(EVENTS));
    expect(client.headers).not.toHaveProperty('x-from');
  });
});

describe('a silent stream is kept awake', () => {
  it('with a ping after each silence, never between two events that come in time', () => {
    const to = open();
    beat(to, PING_MS);
    expect(client.text).toBe('');
    beat(to, 1);
    expect(client.text).toBe(PING);
    beat(to, PING_MS);
    to.write(EVENTS, {});
    beat(to, PING_MS);
    expect(client.text).toBe(PING + String(EVENTS));
    beat(to, 1);
    expect(client.text).toBe(PING + String(EVENTS) + PING);
  });

  it('not where the caller wants one whole answer, and not where nobody is', () => {
    beat(open(false), PING_MS * 10);
    expect(client.hasStarted).toBe(false);
    const to = open();
    client.destroy();
    beat(to, PING_MS * 10);
    expect(client.hasStarted).toBe(false);
  });
});

describe('a caller that reads too slowly', () => {
  it('pauses the stream, and resumes it once it has caught up', () => {
    const to = open();
    let resumed = 0;
    to.onResume(() => {
      resumed += 1;
    });
    client.isFull = true;
    expect(to.write(EVENTS, {})).toBe(false);
    expect(to.isPaused).toBe(true);
    client.drain();
    expect(to.isPaused).toBe(false);
    expect(resumed).toBe(1);
    client.drain();
    expect(resumed).toBe(1);
  });

  it('gets no pings on top, and loses its connection when it never catches up', () => {
    const to = open();
    client.isFull = true;
    to.write(EVENTS, {});
    beat(to, STALL_MS);
    expect(client.text).toBe(String(EVENTS));
    expect(client.isClosed).toBe(false);
    beat(to, 1);
    expect(client.isClosed).toBe(true);
  });

  it('resumes the attempt that runs now, not the one before', () => {
    const to = open();
    const resumed: string[] = [];
    to.onResume(() => resumed.push('first'));
    to.onResume(() => resumed.push('second'));
    client.isFull = true;
    to.write(EVENTS, {});
    client.drain();
    expect(resumed).toEqual(['second']);
  });
});
