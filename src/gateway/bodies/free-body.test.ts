import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../wire/json/scan.ts';
import { FakeClient } from '../../../testkit/fake-client.ts';
import type { Reached } from '../exchange.ts';
import { freeBody } from './free-body.ts';
import { newOutcome } from '../outcome.ts';

function exchangeOf(size: number): { exchange: Reached; bytes: Buffer } {
  const bytes = Buffer.allocUnsafeSlow(size);
  bytes.write('{"text":"'.padEnd(size - 2, 'x') + '"}');
  return {
    exchange: { body: bytes, document: scanDocument(bytes), client: new FakeClient() } as unknown as Reached,
    bytes,
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the memory of a large body', () => {
  it.each([
    ['first', 'second', 'archived'],
    ['first', 'archived', 'second'],
    ['archived', 'second', 'first'],
  ] as const)(
    'is given back once every attempt has sent it and the archive has read it: %s, %s, %s',
    async (...order) => {
      const { exchange, bytes } = exchangeOf(100_000);
      const outcome = newOutcome();
      const ends = {
        first: Promise.withResolvers<void>(),
        second: Promise.withResolvers<void>(),
        archived: Promise.withResolvers<void>(),
      };
      outcome.bodiesSent.push(ends.first.promise, ends.second.promise);
      outcome.requestBody = ends.archived.promise.then(() => null);
      freeBody(exchange, outcome);
      for (const name of order) {
        await settled();
        expect(bytes.length).toBe(100_000);
        ends[name].resolve();
      }
      await settled();
      expect(bytes.length).toBe(0);
    },
  );

  it('is left to the garbage collector where an attempt was cut while it sent', async () => {
    const { exchange, bytes } = exchangeOf(100_000);
    const outcome = newOutcome();
    outcome.bodiesSent.push(new Promise(() => undefined));
    freeBody(exchange, outcome);
    await settled();
    expect(bytes.length).toBe(100_000);
  });

  it('of a document made for one target goes with it', async () => {
    const { exchange } = exchangeOf(100_000);
    const own = exchangeOf(80_000);
    freeBody(exchange, newOutcome(), [scanDocument(own.bytes)]);
    await settled();
    expect(own.bytes.length).toBe(0);
  });

  it('is not touched where other bytes lie in it too', async () => {
    const { exchange, bytes } = exchangeOf(100_000);
    const shared = Buffer.concat([bytes, Buffer.from('another one’s')]);
    const document = scanDocument(shared.subarray(0, bytes.length));
    freeBody(exchange, newOutcome(), [document]);
    await settled();
    expect(shared.toString('utf8', bytes.length === 0 ? 100_000 : bytes.length)).toBe('another one’s');
  });

  it('leaves nothing behind for those who still look, and may be asked for twice', async () => {
    const { exchange } = exchangeOf(100_000);
    const outcome = newOutcome();
    freeBody(exchange, outcome);
    freeBody(exchange, outcome);
    await settled();
    expect(exchange.body).toHaveLength(0);
    expect(exchange.document).toMatchObject({ members: [] });
  });
});
