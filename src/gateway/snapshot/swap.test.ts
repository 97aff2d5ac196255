import { describe, expect, it } from 'vitest';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import { compileConfiguration, type Compiled } from './compile.ts';
import { holdSnapshot } from './swap.ts';
import { NO_SECRETS } from '../secret-references/values.ts';

const NOTHING = {
  organisations: [],
  settings: [],
  workspaces: [],
  integrations: [],
  providers: [],
  configs: [],
  guardrails: [],
  apiKeys: [],
  archivedKeys: [],
  limits: [],
  policies: [],
  stops: [],
  spendLimits: [],
  cappedMembers: [],
};
const first = (): Compiled =>
  compileConfiguration(NOTHING, { sealer: { seal: String, open: String }, providers: new Map(), secrets: NO_SECRETS });
const after = (before: Compiled): Compiled => ({
  ...before,
  snapshot: { ...before.snapshot, version: before.snapshot.version + 1 },
});
const change = (id: string): RecordChange => ({ noun: 'config', id });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('replacing the snapshot', () => {
  it('shows the old one until the new one is whole', async () => {
    const holder = await holdSnapshot({ load: async () => first(), next: async (before) => after(before) });
    const applied = holder.apply([change('a')]);
    expect(holder.current.version).toBe(1);
    await applied;
    expect(holder.current.version).toBe(2);
  });

  it('takes the changes that came while it compiled together, once each, in their order', async () => {
    const compiled: string[] = [];
    const holder = await holdSnapshot({
      load: async () => first(),
      async next(before, changes) {
        compiled.push(changes.map(({ id }) => id).join());
        await turn();
        return after(before);
      },
    });
    const applied = [holder.apply([change('a')])];
    await Promise.resolve();
    applied.push(holder.apply([change('b')]), holder.apply([change('c'), change('d')]));
    await Promise.all(applied);
    expect(compiled).toEqual(['a', 'b,c,d']);
    expect(holder.current.version).toBe(3);
  });

  it('keeps the old one and says so when the new one cannot be compiled, and goes on with the next', async () => {
    let isBroken = true;
    const holder = await holdSnapshot({
      load: async () => first(),
      async next(before) {
        if (isBroken) throw new Error('the records are away');
        return after(before);
      },
    });
    const failing = [holder.apply([change('a')]), holder.apply([change('b')])];
    for (const one of failing) await expect(one).rejects.toThrow('the records are away');
    expect(holder.current.version).toBe(1);
    isBroken = false;
    await holder.apply([change('a'), change('b')]);
    expect(holder.current.version).toBe(2);
  });
});
