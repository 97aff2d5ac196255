/** Calls into a thread that does whatever goes wrong with threads. */
import { mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock, type ManualClock } from '../../testkit/manual-clock.ts';
import { openWorkerCalls, workerBeside, type WorkerCalls } from './worker-calls.ts';

interface Operations {
  echo: (input: unknown) => unknown;
  count: (input: null) => number;
  fail: (input: string) => void;
  wait: (input: null) => void;
  exit: (input: null) => void;
  crash: (input: null) => void;
  unsendable: (input: null) => unknown;
  thread: (input: null) => string;
  [name: string]: (input: never) => unknown;
}

const WORKER = `
import { readlinkSync } from 'node:fs';
import { answerCalls, settings } from ${JSON.stringify(workerBeside(import.meta.url, 'worker-calls').href)};
let calls = settings().from;
answerCalls({
  echo: (input) => input,
  count: () => (calls += 1),
  fail: (message) => { throw new TypeError(message); },
  wait: () => new Promise(() => {}),
  exit: () => process.exit(3),
  crash: () => new Promise(() => setImmediate(() => { throw new Error('out of the blue'); })),
  unsendable: () => () => {},
  thread: () => readlinkSync('/proc/thread-self'),
});
`;

let directory: string;
let clock: ManualClock;
let calls: WorkerCalls<Operations>;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-worker-'));
  writeFileSync(join(directory, 'worker.mjs'), WORKER);
  clock = manualClock();
  const file = pathToFileURL(join(directory, 'worker.mjs'));
  calls = openWorkerCalls<Operations>({ name: 'test worker', file, settings: { from: 10 }, maxPending: 3, clock });
});
afterEach(async () => {
  await calls.close();
  rmSync(directory, { recursive: true });
});

describe('calls into a worker', () => {
  it('are answered each with its own answer', async () => {
    const answers = await Promise.all([calls.call('echo', 'a'), calls.call('count', null), calls.call('echo', ['b'])]);
    expect(answers).toEqual(['a', 11, ['b']]);
  });

  it('reject with the message of what the operation threw, and the worker lives on', async () => {
    await calls.call('count', null);
    await expect(calls.call('fail', 'not like this')).rejects.toThrow('not like this');
    expect(await calls.call('count', null)).toBe(12);
  });

  it('reject when an input or an answer cannot be sent', async () => {
    await expect(calls.call('echo', () => {})).rejects.toThrow('could not be cloned');
    await expect(calls.call('unsendable', null)).rejects.toThrow('could not be cloned');
    expect(await calls.call('echo', 1)).toBe(1);
  });

  it('are refused at once when too many wait', async () => {
    const waiting = [1, 2, 3].map(() => expect(calls.call('wait', null)).rejects.toThrow('closed'));
    await expect(calls.call('echo', 1)).rejects.toMatchObject({ code: 'overloaded' });
    await calls.close();
    await Promise.all(waiting);
  });
});

/** How far a thread gives way to others: 0 = not at all, 19 = always. */
function niceness(thread: string): number {
  const stat = readFileSync(`/proc/${thread}/stat`, 'utf8');
  // Field 19 by proc_pid_stat(5). The second, a name in brackets, may hold spaces.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
}

// Elsewhere than on Linux threads have no priorities of their own.
describe.runIf(process.platform === 'linux')('a worker that computes', () => {
  it('slows down no stream: its thread gives way to the event loop, and no other thread does', async () => {
    const eventLoop = readlinkSync('/proc/thread-self');
    const before = niceness(eventLoop);
    expect(niceness(await calls.call('thread', null))).toBe(10);
    expect(niceness(eventLoop)).toBe(before);
  });
});

describe('a worker that dies', () => {
  it.each(['exit', 'crash'] as const)('by %s rejects every call that waits for it', async (death) => {
    const waiting = expect(calls.call('wait', null)).rejects.toThrow('died');
    await expect(calls.call(death, null)).rejects.toThrow('The test worker died while it worked.');
    await waiting;
  });

  it('says what it died of', async () => {
    await expect(calls.call('crash', null)).rejects.toMatchObject({ cause: { message: 'out of the blue' } });
  });

  it('is started again at the next call, as it was at first, but not at once', async () => {
    await calls.call('count', null);
    await expect(calls.call('exit', null)).rejects.toThrow('died');
    await expect(calls.call('count', null)).rejects.toThrow('died a moment ago');
    clock.advance(1_000);
    expect(await calls.call('count', null)).toBe(11);
  });

  it('because its file is gone is an error that says so', async () => {
    rmSync(join(directory, 'worker.mjs'));
    await expect(calls.call('echo', 1)).rejects.toMatchObject({
      cause: { code: expect.stringContaining('MODULE_NOT_FOUND') },
    });
  });
});
