/** Starts the bench upstream and gives it its orders. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pin, LOAD_CORE } from '../measure/cores.ts';
import { stopProcess } from '../systems/process.ts';
import type { Answers } from './answers.ts';
import type { UpstreamOrder, UpstreamReport } from './protocol.ts';

export interface Upstream {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** From the next answer on, streamed events are so far apart; 0 sends a stream in one burst. */
  pace(tickMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startUpstream(answers: Answers): Promise<Upstream> {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), { stdio: 'inherit' });
  const listening = await report(child);
  if (listening.kind !== 'listening') throw new Error('The bench upstream does not listen.');
  pin(child.pid, LOAD_CORE);
  await order(child, { kind: 'answers', answers });
  return {
    url: listening.url,
    pace: (tickMs) => order(child, { kind: 'pace', tickMs }),
    stop: () => stopProcess(child),
  };
}

async function order(child: ChildProcess, what: UpstreamOrder): Promise<void> {
  const done = report(child);
  child.send(what);
  await done;
}

async function report(child: ChildProcess): Promise<UpstreamReport> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The bench upstream ended with ${String(code)}.`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message as UpstreamReport;
}
