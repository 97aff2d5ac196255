/** Tollgate with a past in its log. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSeededTollgate } from '../../testkit/seeded-tollgate.ts';
import { serviceAccount, tollgateSystem, type TollgateSystem } from './tollgate.ts';

interface Past {
  name: string;
  build: string | null;
  days: number;
  /** Of Claude Code, with some fourteen requests each. */
  sessions: number;
}

/** Its log holds what three teams did in so many days. */
export async function startWithPast(
  upstreamUrl: string,
  { name, build, days, sessions }: Past,
): Promise<TollgateSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-bench-past-'));
  const { tollgate, keys } = await startSeededTollgate({
    vertex: { url: upstreamUrl, serviceAccount: serviceAccount(upstreamUrl), mustNeverSee: () => undefined },
    dataDir,
    days,
    sessions,
    until: Date.now(),
    start: build === null ? {} : { build },
  });
  const system = tollgateSystem(tollgate, { name, key: [...keys.values()][0] ?? '' });
  return {
    ...system,
    async stop() {
      await system.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}
