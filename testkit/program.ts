/** A program that a test starts, waits for, kills and starts again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { endsWithTests } from './left-behind.ts';

export interface ProgramOptions {
  /** For messages, as `ClickHouse`. */
  name: string;
  file: string;
  args: readonly string[];
  /** Where it runs. */
  folder: string;
  env?: NodeJS.ProcessEnv;
  /** Answers once it serves; then with any status below 500. */
  url: string;
  startTimeoutMs?: number;
}

export interface Program {
  /** Starts it again after `kill`. Resolves when it answers. */
  start(): Promise<void>;
  /** SIGKILL; waits. Does nothing when it does not run. */
  kill(): Promise<void>;
  /** SIGTERM; waits. For one that ends what it has started itself. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 100;

/** Resolves when it answers. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  let child = await launch(options);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    async start() {
      child = await launch(options);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

async function launch(options: ProgramOptions): Promise<ChildProcess> {
  const { name, file, args, folder, env = process.env, url, startTimeoutMs = 60_000 } = options;
  const child = spawn(file, args, { cwd: folder, env, stdio: 'ignore' });
  endsWithTests(child);
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${name} ended at its start, with ${child.exitCode}`);
    const answered = await fetch(url).catch(() => null);
    if (answered !== null && answered.status < 500) return child;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  child.kill('SIGTERM');
  throw new Error(`${name} did not answer in time`);
}
