/** Calls into a child process that does whatever goes wrong with processes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProcessCalls, type ProcessCalls } from './process-calls.ts';
import { workerBeside } from '../workers/worker-calls.ts';

const CHILD = `
import { answerParent } from ${JSON.stringify(workerBeside(import.meta.url, 'process-answers').href)};
answerParent(async ({ fails, from }, { logger, event }) => {
  if (fails) throw Object.assign(new Error('no way'), { code: 'ENOWAY', cause: new Error('because') });
  let count = from;
  return {
    greeting: { from },
    operations: {
      echo: async (input) => input,
      count: async () => (count += 1),
      rows: async (size) => ({ rows: Array.from({ length: size }, (_, n) => ({ n, text: 'x'.repeat(1000) })), next: 'more' }),
      fail: async (message) => { throw Object.assign(new TypeError(message), { code: 'EBAD', cause: new Error('deeper') }); },
      wait: (_, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => { event('aborted'); reject(new Error('gone')); })),
      die: () => process.kill(process.pid, 'SIGKILL'),
      tell: async () => { logger.warn('watch out', { error: new Error('odd'), n: 1 }); event('told'); },
      environment: async () => Object.keys(process.env),
    },
    close: async () => event('closed'),
  };
});
`;

let directory: string;
let calls: ProcessCalls | null;
let events: string[];
let logged: unknown[];
let timers: { run: () => void; ms: number }[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-process-'));
  writeFileSync(join(directory, 'child.mjs'), CHILD);
  calls = null;
  events = [];
  logged = [];
  timers = [];
});
afterEach(async () => {
  await calls?.close();
  rmSync(directory, { recursive: true });
});

async function open(settings: object = { from: 10 }): Promise<ProcessCalls> {
  const log = (message: string, fields?: unknown): void => void logged.push([message, fields]);
  calls = await openProcessCalls({
    name: 'test process',
    file: pathToFileURL(join(directory, 'child.mjs')),
    settings: () => settings,
    maxPending: 3,
    logger: { debug: log, info: log, warn: log, error: log },
    onEvent: (name) => events.push(name),
    onDeath: () => events.push('died'),
    onRestart: () => events.push('restarted'),
    setTimer: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  return calls;
}

/** Other work may have the machine. */
const PATIENT = { timeout: 10_000 };

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('calls into a process', () => {
  it('are answered each with its own answer, and the first message of the process is kept', async () => {
    const { greeting, call } = bind(await open());
    expect(greeting).toEqual({ from: 10 });
    expect(await Promise.all([call('echo', 'a'), call('count', null), call('echo', ['b'])])).toEqual(['a', 11, ['b']]);
  });

  it('bring long lists in parts, whole and in order, with what stands beside them', async () => {
    const { call } = bind(await open());
    const answer = (await call('rows', 500)) as { rows: { n: number }[]; next: string };
    expect(answer.next).toBe('more');
    expect(answer.rows.map(({ n }) => n)).toEqual(Array.from({ length: 500 }, (_, n) => n));
    expect(await call('rows', 0)).toEqual({ rows: [], next: 'more' });
  });

  it('reject with message, code and cause of what the operation threw, and the process lives on', async () => {
    const { call } = bind(await open());
    await call('count', null);
    const cause = expect.objectContaining({ message: 'deeper' });
    await expect(call('fail', 'odd')).rejects.toMatchObject({ message: 'odd', code: 'EBAD', cause });
    expect(await call('count', null)).toBe(12);
  });

  it('that nobody waits for any more reject at once, and the operation is aborted', async () => {
    const { call } = bind(await open());
    const abort = new AbortController();
    const waiting = call('wait', null, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'client_closed' });
    await vi.waitFor(() => expect(events).toEqual(['aborted']), PATIENT);
    await expect(call('echo', 1, abort.signal)).rejects.toMatchObject({ code: 'client_closed' });
  });

  it('beyond the bound are refused instead of queued without end', async () => {
    const { call } = bind(await open());
    const abort = new AbortController();
    const waiting = [1, 2, 3].map(() => call('wait', null, abort.signal));
    await expect(call('echo', 1)).rejects.toMatchObject({ code: 'overloaded' });
    abort.abort();
    await Promise.allSettled(waiting);
    expect(await call('echo', 1)).toBe(1);
  });

  it('pass on what the process logs and reports', async () => {
    await bind(await open()).call('tell', null);
    expect(logged).toEqual([['watch out', { n: 1, error: expect.objectContaining({ message: 'odd' }) }]]);
    expect(events).toEqual(['told']);
  });

  it('go to a process without our environment, which holds secrets', async () => {
    vi.stubEnv('TOLLGATE_ADMIN_KEY', 'secret');
    const names = await bind(await open()).call('environment', null);
    vi.unstubAllEnvs();
    expect(names).not.toContain('TOLLGATE_ADMIN_KEY');
  });

  it.runIf(process.platform === 'linux')('go to a process whose every thread gives way to this one', async () => {
    const { pid } = await open();
    const threads = readdirSync(`/proc/${pid}/task`).map(Number);
    expect(threads.length).toBeGreaterThan(3);
    expect(new Set(threads.map((thread) => getPriority(thread)))).toEqual(new Set([getPriority() + 5]));
  });
});

describe('a process that cannot be opened', () => {
  it('is reported with what it failed with', async () => {
    await expect(open({ fails: true })).rejects.toMatchObject({ message: 'no way', code: 'ENOWAY' });
  });

  it('is reported when it ends without a word', async () => {
    writeFileSync(join(directory, 'child.mjs'), 'process.exit(3)');
    await expect(open()).rejects.toThrow('The test process ended at its start (3)');
  });
});

describe('a process that dies', () => {
  it('fails the calls that it was working on, and is started again for the next', async () => {
    const { call } = bind(await open());
    const waiting = call('wait', null);
    await expect(call('die', null)).rejects.toMatchObject({ code: 'log_unavailable' });
    await expect(waiting).rejects.toMatchObject({ code: 'log_unavailable' });
    const next = call('count', null);
    expect(timers.map(({ ms }) => ms)).toEqual([100]);
    timers.shift()?.run();
    expect(await next).toBe(11);
    expect(events).toEqual(['died', 'restarted']);
  });

  it('again and again is started less and less often, and calls are refused meanwhile', async () => {
    const opened = await open();
    const pauses: number[] = [];
    for (let death = 0; death < 6; death += 1) {
      process.kill(opened.pid ?? 0, 'SIGKILL');
      await vi.waitFor(() => expect(timers).toHaveLength(1), PATIENT);
      pauses.push(timers[0]?.ms ?? 0);
      if (death === 5) break;
      timers.shift()?.run();
      await vi.waitFor(() => expect(events.at(-1)).toBe('restarted'), PATIENT);
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200]);
    await expect(opened.call('echo', 1)).rejects.toMatchObject({ code: 'log_unavailable' });
    timers.shift()?.run();
    await vi.waitFor(() => expect(events.at(-1)).toBe('restarted'), PATIENT);
    expect(await opened.call('echo', 1)).toBe(1);
  }, 60_000);
});

describe('the end', () => {
  it('lets the process close what it holds, and fails what still waits', async () => {
    const opened = await open();
    const pid = opened.pid ?? 0;
    const waiting = opened.call('wait', null);
    const failed = expect(waiting).rejects.toMatchObject({ code: 'log_unavailable' });
    await opened.close();
    await failed;
    expect(events).toEqual(['closed']);
    expect(isAlive(pid)).toBe(false);
    await expect(opened.call('echo', 1)).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('comes with the end of the parent, however that ends, and not with a signal to both', async () => {
    const script = join(directory, 'parent.mjs');
    writeFileSync(
      script,
      `import { openProcessCalls } from ${JSON.stringify(workerBeside(import.meta.url, 'process-calls').href)};
       const quiet = () => undefined;
       const calls = await openProcessCalls({
         name: 'test process', file: new URL('./child.mjs', import.meta.url), settings: () => ({ from: 1 }), maxPending: 9,
         logger: { debug: quiet, info: quiet, warn: quiet, error: quiet }, setTimer: () => quiet,
       });
       console.log(calls.pid);
       setInterval(quiet, 1000);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENT);
  }, 20_000);
});

function bind(opened: ProcessCalls) {
  return { greeting: opened.greeting, call: opened.call.bind(opened) };
}
