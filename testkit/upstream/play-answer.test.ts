import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answer, errorFirst, hang, html, hugeAnswer, misbehave, refusal, resetConnection } from './answer.ts';
import type { Answer, Manners } from './answer.ts';
import { playAnswer } from './play-answer.ts';
import { startRecordingServer } from './recording-server.ts';
import type { RecordingServer } from './recording-server.ts';
import { text } from './scripted-message.ts';

const STORY = answer([text('Grüße aus 北京 👋 and more words than one delta holds.')]);
let server: RecordingServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(script: Answer): Promise<RecordingServer> {
  const who = { model: 'claude-x', idPrefix: 'msg_' };
  server = await startRecordingServer(
    (call, response) => playAnswer(script, { call, response, who, streamed: true, headers: {} }),
    { remember: true },
  );
  return server;
}

/** The chunks as they arrived, and whether the end was a proper one. */
async function read(script: Answer): Promise<{ status: number; chunks: Buffer[]; body: string; complete: boolean }> {
  const { url } = await serve(script);
  const response = await open(url).answered;
  const chunks: Buffer[] = [];
  let complete = true;
  try {
    for await (const chunk of response) chunks.push(Buffer.from(chunk));
  } catch {
    complete = false;
  }
  return { status: response.statusCode ?? 0, chunks, body: Buffer.concat(chunks).toString(), complete };
}

function open(url: string): { sent: ClientRequest; answered: Promise<IncomingMessage> } {
  const sent = request(url, { agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject);
  });
  sent.end();
  return { sent, answered };
}

const names = (body: string): string[] => [...body.matchAll(/^event: (.+)$/gm)].map((match) => match[1] ?? '');

describe('a stream that goes wrong', () => {
  it.each<[string, Manners, { complete: boolean; last: string }]>([
    ['is cut between two events', { cutAfterEvents: 4 }, { complete: false, last: 'content_block_delta' }],
    ['is cut before the first event', { cutAfterEvents: 0 }, { complete: false, last: '' }],
    ['ends properly but too soon', { endAfterEvents: 3 }, { complete: true, last: 'content_block_start' }],
    [
      'turns into an error',
      { errorAtEvent: { event: 4, type: 'api_error', message: 'm' } },
      { complete: true, last: 'error' },
    ],
  ])('%s', async (_name, manners, expected) => {
    const { body, complete } = await read(misbehave(STORY, manners));
    expect({ complete, last: names(body).at(-1) ?? '' }).toEqual(expected);
  });

  it('is cut in the middle of an event', async () => {
    const { body, complete } = await read(misbehave(STORY, { cutInsideEvent: 4 }));
    expect(complete).toBe(false);
    expect(body.endsWith('\n\n')).toBe(false);
    expect(server?.calls[0]).toMatchObject({ torn: true, aborted: false });
  });

  it('begins with an error under status 200', async () => {
    const { status, body } = await read(errorFirst());
    expect(status).toBe(200);
    expect(body).toMatch(/^event: error\ndata: .*overloaded_error/);
  });

  it('arrives in pieces that cut characters, yet whole', async () => {
    const { chunks, body } = await read(misbehave(STORY, { splitBytes: 7 }));
    expect(chunks.length).toBeGreaterThan(50);
    expect(chunks.some((chunk) => chunk.toString().includes('\uFFFD'))).toBe(true);
    expect(names(body).at(-1)).toBe('message_stop');
    expect(body).not.toContain('\uFFFD');
  });
});

describe('an upstream', () => {
  it('waits in mid-stream until it is told to go on', async () => {
    let release = (): void => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { url } = await serve(misbehave(STORY, { holdBefore: { event: 2, until } }));
    const response = await open(url).answered;
    let body = '';
    response.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    await vi.waitFor(() => expect(names(body)).toEqual(['message_start', 'ping']));
    release();
    await vi.waitFor(() => expect(names(body).at(-1)).toBe('message_stop'));
  });

  it('notices that the caller hung up', async () => {
    const { url, calls } = await serve(hang());
    const { sent, answered } = open(url);
    answered.catch(() => {});
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    sent.destroy();
    await vi.waitFor(() => expect(calls[0]?.aborted).toBe(true));
  });

  it('resets the connection in place of an answer', async () => {
    const { url } = await serve(resetConnection());
    await expect(open(url).answered).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('stops writing while the caller does not read', async () => {
    const bytes = 64 * 1024 * 1024;
    const { url, calls } = await serve(hugeAnswer(bytes));
    const response = await open(url).answered;
    response.pause();
    let before = -1;
    await vi.waitFor(
      () => {
        const written = calls[0]?.written ?? 0;
        const stands = written > 0 && written === before;
        before = written;
        expect(stands).toBe(true);
      },
      { interval: 100, timeout: 5000 },
    );
    expect(before).toBeLessThan(bytes / 2);
    let received = 0;
    for await (const chunk of response) received += Buffer.from(chunk).length;
    expect(received).toBeGreaterThanOrEqual(bytes);
  });

  it('answers with HTML, and refuses', async () => {
    expect((await read(html(502, 'Bad Gateway'))).body).toContain('<title>Bad Gateway</title>');
    await server?.close();
    expect((await read(refusal('no', 'cyber'))).body).toContain('"stop_reason":"refusal"');
  });
});
