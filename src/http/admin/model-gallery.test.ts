/** The gallery of models over the admin API. */
import { describe, expect, it } from 'vitest';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

interface Gallery {
  total: number;
  data: {
    id: string;
    service: string;
    offers: { model: string; enabled: boolean; prices: unknown }[];
    prices: object[];
  }[];
}

async function open() {
  const caller = await openAdmin();
  await seed(caller);
  const ask = async (query: string): Promise<Gallery> =>
    JSON.parse((await caller.send('service', `GET /model-gallery?${query}`)).text);
  return { ...caller, ask };
}

describeScenarios('the gallery of models', [
  {
    name: 'has every model of the connected services with price, sizes and the name that a request takes',
    as: 'service',
    call: 'GET /model-gallery?search=claude-sonnet-4-5',
    status: 200,
    contains: [
      '"total":1',
      '"name":"Claude Sonnet 4.5"',
      '"context_window":200000',
      '{"meter":"cache_write_1h_tokens","price":0.0006',
      '"model":"@vertex-prod/claude-sonnet-4-5-20250929"',
      '"label":"regional and multi-region endpoints","percent":110',
    ],
  },
  {
    name: 'has no model of a service without a provider',
    as: 'service',
    call: 'GET /model-gallery?search=gpt-5',
    status: 200,
    contains: ['"total":0'],
  },
  {
    name: 'has those too when asked, without an offer',
    as: 'service',
    call: 'GET /model-gallery?search=dall-e-3&connected=false&service=openai',
    status: 200,
    contains: ['"kind":"images"', '"offers":[]', 'images_hd_1024x1024'],
  },
  { name: 'a kind that is none is refused', as: 'service', call: 'GET /model-gallery?kind=poems', status: 400 },
  {
    name: 'another tenant sees no provider of this one',
    as: 'stranger',
    call: 'GET /model-gallery?connected=false&search=claude-sonnet-4-5',
    status: 200,
    lacks: ['vertex-prod'],
  },
]);

describe('the search of the gallery', () => {
  it.each([
    'claude-haiku-4-5',
    'claude-haiku-4-5@20251001',
    'claude-haiku-4-5-20251001[1m]',
    'anthropic.claude-haiku-4-5-20251001-v1:0',
    '@vertex-prod/claude-haiku-4-5-20251001',
    'Haiku 4.5',
    'HAIKU-4.5',
  ])('finds the one model that %s means', async (spelling) => {
    const { ask } = await open();
    const { data } = await ask(`service=vertex-ai&search=${encodeURIComponent(spelling)}`);
    expect(data.map(({ id }) => id)).toEqual(['claude-haiku-4-5-20251001']);
  });

  it('pages through what it found', async () => {
    const { ask } = await open();
    const { total, data } = await ask('search=claude&page_size=3&current_page=1');
    expect(data).toHaveLength(3);
    expect(total).toBeGreaterThan(6);
    expect(data).toEqual((await ask('search=claude&page_size=6')).data.slice(3));
  });
});

describe('what an integration says of its models', () => {
  it('shows: a refused one, one with a price of its own, and one that no catalog knows', async () => {
    const { ask, send } = await open();
    const pricing = { pay_as_you_go: { request_token: { price: 0.01 }, response_token: { price: 0.02 } } };
    await send('admin', 'PUT /integrations/vertex-prod/models', {
      models: [
        { slug: 'claude-opus-4-5', enabled: false },
        { slug: 'house-model', enabled: true, is_custom: true, pricing_config: pricing },
      ],
    });
    const refused = await ask('search=claude-opus-4-5&provider=vertex-prod');
    expect(refused.data[0]?.offers).toMatchObject([{ enabled: false, prices: null }]);
    const own = await ask('search=house-model');
    expect(own.data).toMatchObject([
      {
        id: 'house-model',
        prices: [],
        offers: [
          {
            model: '@vertex-prod/house-model',
            prices: expect.arrayContaining([{ meter: 'input_tokens', price: 0.01, above: null }]),
          },
        ],
      },
    ]);
  });
});
