/** What tests start is ended with them, however they end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { endLeftBehind, endsWithTests } from './left-behind.ts';

const IDLE = 'setInterval(() => undefined, 1000)';
const THIS = fileURLToPath(new URL('left-behind.ts', import.meta.url));

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('a process that nobody has ended is ended after the last hook of its file', async () => {
  const child = spawn(process.execPath, ['-e', IDLE]);
  endsWithTests(child);
  await once(child, 'spawn');
  await endLeftBehind();
  expect(child.signalCode).toBe('SIGKILL');
});

it('one that has ended by itself, or never began, is not waited for', async () => {
  const children: ChildProcess[] = [spawn(process.execPath, ['-e', '']), spawn('/there/is/no/such/program')];
  children[1]?.on('error', () => undefined);
  for (const child of children) endsWithTests(child);
  if (children[0] !== undefined) await once(children[0], 'exit');
  await endLeftBehind();
});

it.each(['SIGTERM', 'SIGINT'] as const)('a run that is ended by %s takes it along', async (signal) => {
  const script = `
    import { spawn } from 'node:child_process';
    import { endsWithTests } from ${JSON.stringify(THIS)};
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(IDLE)}]);
    endsWithTests(child);
    process.stdout.write(String(child.pid) + '\\n');
    ${IDLE}`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(run.stdout, 'data')) as [Buffer];
  const pid = Number(String(line));
  expect(isRunning(pid)).toBe(true);
  const ended = once(run, 'exit');
  run.kill(signal);
  expect((await ended)[1]).toBe(signal);
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
});

it('a program that ends in good order at a signal is left to do so, and ends what it has started', async () => {
  const script = `
    import { spawn } from 'node:child_process';
    import { endsWithTests } from ${JSON.stringify(THIS)};
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(IDLE)}]);
    process.once('SIGTERM', () => child.kill());
    child.once('exit', (code, signal) => process.exit(signal === 'SIGTERM' ? 0 : 3));
    endsWithTests(child);
    process.stdout.write('ready');
    ${IDLE}`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(run.stdout, 'data');
  const ended = once(run, 'exit');
  run.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
