/** Processes that the bench starts, and ends again by their own handle. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 15_000;

export interface Started {
  child: ChildProcess;
  /** What it printed so far. */
  output(): string;
}

export function startProcess(command: string, args: readonly string[], env: Record<string, string>): Started {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  // The end is enough to report what went wrong.
  const keep = (bytes: Buffer): void => void (output = (output + bytes.toString()).slice(-4000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(String(error))));
  return { child, output: () => output };
}

/** Resolves when something answers HTTP there; throws with its output when it ends or stays silent instead. */
export async function waitUntilServing(url: string, { child, output }: Started): Promise<void> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null || child.pid === undefined) break;
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => null);
    if (answer !== null) {
      await answer.arrayBuffer();
      return;
    }
    await pause(50);
  }
  await stopProcess(child);
  throw new Error(`${child.spawnfile} does not serve ${url}.\n${output()}`);
}

/** SIGTERM, and SIGKILL for one that does not obey. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(impatience);
}
