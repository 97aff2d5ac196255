/** Upstreams of the mock, each of another dialect, as integrations; and what they answer to which words. */
import type { World } from '../e2e/world.ts';
import type { Mock } from './aimock.ts';

export const HELLO = 'Hi there ✓ 📁!';
export const CALLS = [
  { name: 'get_weather', arguments: '{"city":"Köln"}' },
  { name: 'now', arguments: '{}' },
];

/** Each speaks another dialect. */
export const PROVIDERS = [
  { id: 'openai', model: 'gpt-4o', key: 'sk-mock', settings: (url: string) => ({ custom_host: `${url}/v1` }) },
  { id: 'google', model: 'gemini-2.5-flash', key: 'AIza-mock', settings: (url: string) => ({ custom_host: url }) },
  {
    id: 'anthropic',
    model: 'claude-sonnet-4-5',
    key: 'sk-ant-mock',
    settings: (url: string) => ({ custom_host: url }),
  },
  {
    id: 'bedrock',
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
    key: 'ABSK-mock',
    settings: (url: string) => ({ custom_host: url, aws_region: 'us-east-1' }),
  },
];

/** The provider of each is `@mock-<id>`. */
export async function connectUpstreams(world: World, mock: Mock): Promise<void> {
  mock.onMessage('say hello', { content: HELLO });
  mock.onMessage('call both', { toolCalls: CALLS });
  mock.onMessage('too fast', { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429 });
  for (const { id, key, settings } of PROVIDERS) {
    const asked = { name: id, slug: `${id}-mock`, ai_provider_id: id, key, configurations: settings(mock.url) };
    const integration = await world.admin('POST', '/v1/integrations', asked);
    await world.admin('POST', '/v1/providers', { name: id, slug: `mock-${id}`, integration_id: integration['slug'] });
  }
}
