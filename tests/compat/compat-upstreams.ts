/** The upstreams of compatibility.data.ts as integrations, and what they answer to which words. */
import { startTap } from '../../testkit/tap.ts';
import type { RecordingServer } from '../../testkit/upstream/recording-server.ts';
import { openWorld, type World } from '../e2e/world.ts';
import { startMock } from './aimock.ts';
import type { UpstreamId } from './compatibility.data.ts';

export const HELLO = 'Hi there ✓ 📁!';
export const CALLS = [
  { name: 'get_weather', arguments: { city: 'Köln' } },
  { name: 'now', arguments: {} },
];

const SETTINGS: Record<UpstreamId, (url: string) => { key: string; configurations: object }> = {
  openai: (url) => ({ key: 'sk-mock', configurations: { custom_host: `${url}/v1` } }),
  google: (url) => ({ key: 'AIza-mock', configurations: { custom_host: url } }),
  anthropic: (url) => ({ key: 'sk-ant-mock', configurations: { custom_host: url } }),
  bedrock: (url) => ({ key: 'ABSK-mock', configurations: { custom_host: url, aws_region: 'us-east-1' } }),
};

export interface Upstreams {
  world: World;
  /** What reached an upstream. */
  tap: RecordingServer;
  close(): Promise<void>;
}

/** A Tollgate whose providers `@mock-<upstream>` lead to the mock; undefined where the mock cannot be installed. */
export async function openUpstreams(): Promise<Upstreams | undefined> {
  const mock = await startMock();
  if (mock === undefined) return undefined;
  mock.onMessage('say hello', { content: HELLO });
  const toolCalls = CALLS.map(({ name, arguments: given }) => ({ name, arguments: JSON.stringify(given) }));
  mock.onMessage('call both', { toolCalls });
  mock.onMessage('too fast', { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429 });
  const [world, tap] = await Promise.all([openWorld(), startTap(mock.url)]);
  for (const [id, settings] of Object.entries(SETTINGS)) {
    const asked = { name: id, slug: `${id}-mock`, ai_provider_id: id, ...settings(tap.url) };
    const integration = await world.admin('POST', '/v1/integrations', asked);
    await world.admin('POST', '/v1/providers', { name: id, slug: `mock-${id}`, integration_id: integration['slug'] });
  }
  return {
    world,
    tap,
    close: async () => {
      await world.close();
      await Promise.all([tap.close(), mock.stop()]);
    },
  };
}
