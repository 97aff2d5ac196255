/** Drives load: so many connections, each with one request after the other. */
import { setTimeout as pause } from 'node:timers/promises';
import { requestHead } from '../systems/system.ts';
import type { System } from '../systems/system.ts';
import { Connection } from './connection.ts';
import type { NextBody } from './conversations.ts';
import type { Expectation } from './expectation.ts';

/** One client: its connection and what it asks. Kept over several phases, so that conversations go on. */
interface Client {
  connection: Connection;
  nextBody: NextBody;
}

export interface LoadOptions {
  system: System;
  connections: number;
  /** What the client with this number asks. */
  client: (index: number) => NextBody;
  expect: Expectation;
}

export interface Phase {
  /** Every client stops after the request in which this time or count is reached. */
  until: { ms: number } | { requests: number };
  /** Clients begin spread over this time, so that they are out of step. */
  spreadMs?: number;
}

export interface Driven {
  requests: number;
  wallMs: number;
  /** One for each request. */
  firstByteMs: number[];
}

export interface Load {
  run(phase: Phase): Promise<Driven>;
  /** Requests under way. */
  running(): number;
  close(): void;
}

/** Every answer is checked; the first wrong one rejects the phase. */
export function openLoad({ system, connections, client, expect }: LoadOptions): Load {
  const head = requestHead(system);
  const clients = Array.from({ length: connections }, (_, index): Client => {
    return { connection: new Connection(system.port), nextBody: client(index) };
  });
  let running = 0;
  const ask = async ({ connection, nextBody }: Client): Promise<number> => {
    const body = nextBody();
    running += 1;
    const answered = await connection.send(Buffer.concat([Buffer.from(`${head}${body.length}\r\n\r\n`), body]));
    running -= 1;
    expect(answered);
    return answered.firstByteMs;
  };
  return {
    async run({ until, spreadMs = 0 }) {
      const startedAt = performance.now();
      const firstByteMs: number[] = [];
      const isOver = (): boolean =>
        'ms' in until ? performance.now() - startedAt >= until.ms : firstByteMs.length + running >= until.requests;
      const work = async (one: Client, index: number): Promise<void> => {
        if (spreadMs > 0) await pause((index * spreadMs) / connections);
        while (!isOver()) firstByteMs.push(await ask(one));
      };
      await Promise.all(clients.map(work)).catch((error: unknown) => {
        throw new Error(`${system.name}: ${String(error)}`, { cause: error });
      });
      return { requests: firstByteMs.length, wallMs: performance.now() - startedAt, firstByteMs };
    },
    running: () => running,
    close() {
      for (const { connection } of clients) connection.close();
    },
  };
}
