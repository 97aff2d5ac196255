import { describe, expect, it } from 'vitest';
import type { Snapshot } from './snapshot.ts';
import { holdSnapshot } from './swap.ts';

const snapshot = (version: number): Snapshot => ({
  version,
  keys: new Map(),
  workspaces: new Map(),
  homeOrganisationId: null,
});

describe('swapping the snapshot', () => {
  it('shows the old one until the new one is whole', async () => {
    const holder = await holdSnapshot(async (version) => snapshot(version));
    const refreshed = holder.refresh();
    expect(holder.current.version).toBe(1);
    await refreshed;
    expect(holder.current.version).toBe(2);
  });

  it('compiles once more for changes that came while it compiled, and once for all of them', async () => {
    let compiled = 0;
    const holder = await holdSnapshot(async (version) => {
      compiled += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return snapshot(version);
    });
    await Promise.all([holder.refresh(), holder.refresh(), holder.refresh(), holder.refresh()]);
    expect(compiled).toBe(3);
    expect(holder.current.version).toBe(3);
  });

  it('keeps the old one and says so when the new one cannot be compiled', async () => {
    let isBroken = false;
    const holder = await holdSnapshot(async (version) => {
      if (isBroken) throw new Error('the records are away');
      return snapshot(version);
    });
    isBroken = true;
    await expect(holder.refresh()).rejects.toThrow('the records are away');
    expect(holder.current.version).toBe(1);
    isBroken = false;
    await holder.refresh();
    expect(holder.current.version).toBe(2);
  });
});
