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
  /** Of the requests that were sent while at least nine in ten connections were busy. */
  firstByteMs: number[];
  /** The most requests under way at once. */
  mostRunning: number;
}

export interface Load {
  run(phase: Phase): Promise<Driven>;
  close(): void;
}

/** Every answer is checked; the first wrong one rejects the phase. */
export function openLoad({ system, connections, client, expect }: LoadOptions): Load {
  const head = requestHead(system);
  const clients = Array.from({ length: connections }, (_, index): Client => {
    return { connection: new Connection(system.port), nextBody: client(index) };
  });
  return {
    async run(phase) {
      const driven: Driven = { requests: 0, wallMs: 0, firstByteMs: [], mostRunning: 0 };
      const startedAt = performance.now();
      let running = 0;
      const isOver = (): boolean =>
        'ms' in phase.until
          ? performance.now() - startedAt >= phase.until.ms
          : driven.requests + running >= phase.until.requests;
      const ask = async ({ connection, nextBody }: Client): Promise<void> => {
        const body = nextBody();
        running += 1;
        driven.mostRunning = Math.max(driven.mostRunning, running);
        const isCrowded = running >= connections * 0.9;
        const answered = await connection.send(`${head}${body.length}\r\n\r\n`, body);
        running -= 1;
        expect(answered);
        driven.requests += 1;
        if (isCrowded) driven.firstByteMs.push(answered.firstByteMs);
      };
      const work = async (one: Client, index: number): Promise<void> => {
        await pause((index * (phase.spreadMs ?? 0)) / connections);
        while (!isOver()) await ask(one);
      };
      await Promise.all(clients.map(work)).catch((error: unknown) => {
        throw new Error(`${system.name}: ${String(error)}`, { cause: error });
      });
      driven.wallMs = performance.now() - startedAt;
      return driven;
    },
    close() {
      for (const { connection } of clients) connection.close();
    },
  };
}
