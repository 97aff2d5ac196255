import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, hugeAnswer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION } from '../e2e/world.ts';
import type { World } from '../e2e/world.ts';

let world: World;
const MIB = 1024 * 1024;
const STREAMED = { ...QUESTION, stream: true };

beforeAll(async () => {
  world = await openWorld();
  await world.ask({ body: STREAMED });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

describe('a client that does not read', () => {
  it('stops the upstream, whatever the answer’s length, and gets all of it when it does read', async () => {
    const bytes = 96 * MIB;
    world.fake.onMessages(() => hugeAnswer(bytes));
    const before = world.memory();
    const sent = world.begin({ headers: { 'x-portkey-debug': 'false' } });
    sent.end(JSON.stringify(STREAMED));
    const response = await new Promise<IncomingMessage>((resolve) => void sent.once('response', resolve));
    response.pause();
    let stood = -1;
    await vi.waitFor(
      () => {
        const written = world.calls()[0]?.written ?? 0;
        const stands = written > 0 && written === stood;
        stood = written;
        expect(stands).toBe(true);
      },
      { interval: 250, timeout: 8000 },
    );
    // What fits into the sockets of three processes.
    expect(stood).toBeLessThan(40 * MIB);
    expect(world.memory() - before).toBeLessThan(60 * MIB);

    // Others are served meanwhile.
    world.fake.onMessages(() => answer([text('fine')]));
    expect((await world.ask({ body: STREAMED })).events.at(-1)).toBe('message_stop');

    let received = 0;
    let tail = '';
    for await (const chunk of response) {
      received += Buffer.from(chunk).length;
      tail = (tail + String(chunk)).slice(-200);
    }
    expect(received).toBeGreaterThan(bytes);
    expect(tail).toContain('message_stop');
    const row = await world.row(String(response.headers['request-id']));
    expect(row).toMatchObject({ is_success: true, outcome: 'complete', response_bytes: received });
  });

  it('in numbers does not fill the memory', async () => {
    const clients = 20;
    const answerMib = 32;
    world.fake.onMessages(() => hugeAnswer(answerMib * MIB));
    const before = world.memory();
    const sents = Array.from({ length: clients }, () => {
      const sent = world.begin();
      sent.on('response', (response) => void response.pause());
      sent.end(JSON.stringify(STREAMED));
      return sent;
    });
    await vi.waitFor(() => expect(world.calls()).toHaveLength(clients), 5000);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // What is on its way, and garbage that waits for its collection: far from the answers themselves.
    expect(Math.round((world.memory() - before) / MIB)).toBeLessThan((clients * answerMib) / 2);
    for (const sent of sents) sent.destroy();
    await vi.waitFor(() => expect(world.calls().filter((call) => !call.aborted)).toEqual([]), 5000);
    world.fake.onMessages(() => answer([text('fine')]));
    expect((await world.ask()).status).toBe(200);
  });
});
