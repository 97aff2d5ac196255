/** The upstreams of compatibility.data.ts as integrations, and what they answer to which words. */
import { isDeepStrictEqual } from 'node:util';
import { startTap } from '../../testkit/tap.ts';
import type { RecordingServer } from '../../testkit/upstream/recording-server.ts';
import { openWorld, type World } from '../e2e/world.ts';
import { startMock, type MockRequest } from './aimock.ts';
import { asBedrockSends } from './as-bedrock-sends.ts';
import type { UpstreamId } from './compatibility.data.ts';

export const HELLO = 'Hi there ✓ 📁!';
export const CALLS = [
  { name: 'get_weather', arguments: { city: 'Köln' } },
  { name: 'now', arguments: {} },
];

/** What the tools give, in the order of the calls. */
export const RESULTS = ['18 °C, "windy"', '12:00'];
/** The answer to these. */
export const WEATHER = 'It is noon in Köln, and 18 °C.';

/** As it is, or inside of the JSON that some dialects put around it. */
function says(content: unknown, result: string): boolean {
  const text = typeof content === 'string' ? content : JSON.stringify(content ?? '');
  return text.includes(result) || text.includes(JSON.stringify(result).slice(1, -1));
}

/** The upstream has both calls with their arguments, and behind them each call's own result. */
function hasResults({ messages }: MockRequest): boolean {
  const calls = messages.flatMap(({ tool_calls: list }) => list ?? []);
  const results = messages.filter(({ role }) => role === 'tool');
  return (
    calls.length === CALLS.length &&
    results.length === RESULTS.length &&
    CALLS.every(({ name, arguments: given }, at) => {
      const call = calls.find((one) => one.function.name === name);
      const result = results.find(({ tool_call_id: id }) => id === call?.id);
      const isSame = isDeepStrictEqual(JSON.parse(call?.function.arguments ?? 'null'), given);
      return isSame && says(result?.content, RESULTS[at] ?? '');
    })
  );
}

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
  mock.on({ predicate: hasResults }, { content: WEATHER });
  mock.onMessage('call both', { toolCalls });
  mock.onMessage('too fast', { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429 });
  const [world, tap] = await Promise.all([openWorld(), startTap(mock.url, asBedrockSends)]);
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
