/** What every engine of the signals port must do, as one suite. */
import { describe, expect, it } from 'vitest';
import type { RecordChange } from './records/configuration.ts';
import type { Signals } from './signals.ts';

const CHANGES: RecordChange[] = [{ noun: 'config', id: 'c' }];

export function describeSignals(create: () => Signals | Promise<Signals>): void {
  describe('the signals port', () => {
    it('has run every listener to its end when publish resolves', async () => {
      const signals = await create();
      const finished: string[] = [];
      for (const name of ['first', 'second']) {
        signals.subscribe('records', async () => {
          await new Promise((resolve) => setImmediate(resolve));
          finished.push(name);
        });
      }
      await signals.publish('records', CHANGES);
      expect(finished.sort()).toEqual(['first', 'second']);
    });

    it('informs every listener what changed', async () => {
      const signals = await create();
      const heard: unknown[] = [];
      for (const _ of [1, 2]) signals.subscribe('records', async (changes) => void heard.push(changes));
      await signals.publish('records', CHANGES);
      expect(heard).toEqual([CHANGES, CHANGES]);
    });

    it('resolves when nobody listens', async () => {
      await (await create()).publish('records', CHANGES);
    });

    it('does not call who has unsubscribed', async () => {
      const signals = await create();
      let calls = 0;
      const unsubscribe = signals.subscribe('records', async () => {
        calls += 1;
      });
      await signals.publish('records', CHANGES);
      unsubscribe();
      unsubscribe();
      await signals.publish('records', CHANGES);
      expect(calls).toBe(1);
    });

    it('has nothing to catch up with where nothing was changed', async () => {
      const signals = await create();
      let calls = 0;
      signals.subscribe('records', async () => {
        calls += 1;
      });
      await signals.catchUp();
      expect(calls).toBe(0);
    });

    it('calls nobody when it is closed', async () => {
      const signals = await create();
      let calls = 0;
      signals.subscribe('records', async () => {
        calls += 1;
      });
      await signals.close();
      await signals.publish('records', CHANGES);
      expect(calls).toBe(0);
    });

    it('runs the others when a listener fails, and then rejects with what it threw', async () => {
      const signals = await create();
      let ran = false;
      signals.subscribe('records', () => {
        throw new Error('threw at once');
      });
      signals.subscribe('records', async () => {
        await new Promise((resolve) => setImmediate(resolve));
        ran = true;
      });
      await expect(signals.publish('records', CHANGES)).rejects.toThrow('threw at once');
      expect(ran).toBe(true);
    });
  });
}
