/** `npm run demo`: a gateway to look around in, with two weeks behind it and three teams at work. Ctrl-C ends it. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeVertex } from '../testkit/fake-vertex/fake-vertex.ts';
import { runLiveTraffic, simulatedTeamwork } from '../testkit/live-traffic.ts';
import { startSeededTollgate } from '../testkit/seeded-tollgate.ts';

/** Twice the week that people look at, so that each figure has one before it to stand against. */
const DAYS = 14;
const SESSIONS = 600;
const PAUSE_MS = 2500;

/** Resolves when the person has ended it. */
export async function serveDemo(print: (line?: string) => void): Promise<void> {
  const vertex = await startFakeVertex({ remember: false });
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-demo-'));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  try {
    vertex.onMessages(simulatedTeamwork);
    const { tollgate, keys } = await startSeededTollgate({
      vertex,
      dataDir,
      days: DAYS,
      sessions: SESSIONS,
      until: Date.now(),
    });
    try {
      await tollgate.admin('POST', '/v1/configs', {
        name: 'Claude Code',
        slug: 'pc-claude-code',
        config: {
          strategy: { mode: 'fallback', on_status_codes: [429, 503, 529] },
          targets: [{ provider: '@vertex-prod', retry: { attempts: 2 } }, { provider: '@vertex-prod' }],
        },
      });
      print(`Dashboard:  ${tollgate.url}/`);
      print(`Sign in with ${tollgate.adminKey}`);
      print();
      print(
        'Two weeks of three teams lie behind it, and they go on working against a simulated Vertex. Ctrl-C ends it.',
      );
      const traffic = runLiveTraffic({ url: tollgate.url, keys, pauseMs: PAUSE_MS, signal: stop.signal });
      if (!stop.signal.aborted) await once(stop.signal, 'abort');
      await traffic;
    } finally {
      await tollgate.stop();
    }
  } finally {
    await vertex.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
