/** What every body archive must do, as one suite. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { BodyArchive } from './bodies.ts';

const team = 'ws_team' as WorkspaceId;
const rivals = 'ws_rivals' as WorkspaceId;

/** A conversation as a client sends it, with its boundaries: after each message. */
function conversation(messages: readonly string[]): { body: Buffer; boundaries: number[] } {
  const boundaries: number[] = [];
  let text = '{"messages":[';
  messages.forEach((message, index) => {
    text += `${index === 0 ? '' : ','}${JSON.stringify({ role: 'user', content: message })}`;
    boundaries.push(Buffer.byteLength(text));
  });
  return { body: Buffer.from(`${text}]}`), boundaries };
}

const longMessage = (seed: number) => Array.from({ length: 200 }, (_, n) => `word${(n * seed) % 997}`).join(' ');

/** `create` gives an archive over blobs that the archives of one test share. */
export function describeBodies(create: () => BodyArchive): void {
  describe('the body archive', () => {
    let archive: BodyArchive;
    beforeEach(() => {
      archive = create();
    });

    it('gives back any body, wherever it is cut', async () => {
      const bodies = fc.uint8Array({ maxLength: 3_000, size: 'max' }).map((bytes) => Buffer.from(bytes));
      const cuts = fc.array(fc.integer({ min: -10, max: 3_100 }), { maxLength: 12 });
      const property = fc.asyncProperty(bodies, cuts, cuts, async (body, first, second) => {
        for (const boundaries of [first, second.sort((a, b) => a - b)]) {
          const read = await archive.read(await archive.store(team, body, { boundaries }));
          expect(read?.equals(body)).toBe(true);
        }
      });
      await fc.assert(property, { numRuns: 200 });
    });

    it('gives back a body of many megabytes', async () => {
      const body = Buffer.alloc(5_000_000, 'not very surprising, ');
      expect((await archive.read(await archive.store(team, body, { boundaries: [1_000_000] })))?.equals(body)).toBe(
        true,
      );
    });

    it('stores only what is new when a conversation is sent again, longer', async () => {
      const messages = [1, 2, 3, 4].map(longMessage);
      const first = conversation(messages.slice(0, 3));
      await archive.store(team, first.body, { boundaries: first.boundaries });
      const before = archive.stats().uniqueBytes;
      const second = conversation(messages);
      const ref = await archive.store(team, second.body, { boundaries: second.boundaries });
      expect(archive.stats().uniqueBytes - before).toBeLessThan(longMessage(4).length + 100);
      expect(String(await archive.read(ref))).toBe(String(second.body));
    });

    it('stores only what is new in a long conversation, turn by turn', async () => {
      const messages = Array.from({ length: 120 }, (_, n) => longMessage(n + 1));
      for (let turn = 1; turn <= messages.length; turn += 1) {
        const { body, boundaries } = conversation(messages.slice(0, turn));
        const before = archive.stats().uniqueBytes;
        const ref = await archive.store(team, body, { boundaries });
        expect(archive.stats().uniqueBytes - before).toBeLessThan(longMessage(turn).length + 100);
        expect((await archive.read(ref))?.equals(body)).toBe(true);
      }
    });

    it('stores nothing twice when a short message is slipped in before long ones', async () => {
      const first = conversation([longMessage(1), longMessage(2)]);
      await archive.store(team, first.body, { boundaries: first.boundaries });
      const before = archive.stats().uniqueBytes;
      const second = conversation([longMessage(1), 'yes', longMessage(2)]);
      await archive.store(team, second.body, { boundaries: second.boundaries });
      expect(archive.stats().uniqueBytes - before).toBeLessThan(100);
    });

    it('never shares between workspaces, not even the same bytes', async () => {
      const long = Array.from({ length: 60 }, (_, n) => longMessage(n));
      const { body, boundaries } = conversation([...long, long.join()]);
      await archive.store(team, body, { boundaries });
      await archive.store(rivals, body, { boundaries });
      expect(archive.stats()).toMatchObject({ receivedBytes: 2 * body.length, uniqueBytes: 2 * body.length });
    });

    it('gives every reader the whole body when two that share are stored at once', async () => {
      const { body, boundaries } = conversation([longMessage(1), 'x'.repeat(100_000), longMessage(2)]);
      const refs = await Promise.all([1, 2, 3].map(() => archive.store(team, body, { boundaries })));
      for (const ref of refs) expect((await archive.read(ref))?.equals(body)).toBe(true);
    });

    it('masks secrets, in what is new and in what is shared, and leaves the rest as it was', async () => {
      const secret = `sk-ant-api03-${'Ab1'.repeat(20)}`;
      const { body, boundaries } = conversation([`${longMessage(1)} ${secret} ${longMessage(2)}`, longMessage(3)]);
      const masked = String(body).replace(secret, '[masked:anthropic_key]');
      for (let turn = 0; turn < 2; turn += 1) {
        expect(String(await archive.read(await archive.store(team, body, { boundaries })))).toBe(masked);
      }
    });
  });
}
