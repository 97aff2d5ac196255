import { describe, expect, it } from 'vitest';
import { parseJson } from '../../testkit/json-shape.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { answerModelConfig } from './model-configs.ts';

const ask = (path: string) => {
  const answer = answerModelConfig(path, (id) => PROVIDERS.get(id)?.platform);
  return answer && { status: answer.status, body: parseJson(answer.body) };
};

describe('the public list of prices', () => {
  it('is in US cents for one token, by any spelling of a model', () => {
    const price = {
      request_token: { price: 0.0005 },
      response_token: { price: 0.0025 },
      cache_write_input_token: { price: 0.000625 },
      cache_read_input_token: { price: 0.00005 },
      additional_units: { cache_write_1h: { price: 0.001 }, web_search: { price: 1 } },
    };
    for (const model of ['claude-opus-4-5', 'claude-opus-4-5%4020251101']) {
      for (const root of ['', '/v1']) {
        expect(ask(`${root}/model-configs/pricing/vertex-ai/${model}`)).toMatchObject({
          status: 200,
          body: { pay_as_you_go: price, currency: 'USD' },
        });
      }
    }
  });

  it('reports what a long request costs', () => {
    expect(ask('/model-configs/pricing/anthropic/claude-sonnet-4-20250514')?.body).toMatchObject({
      pay_as_you_go: { request_token: { price: 0.0003 } },
      above: { input_tokens: 200_000, pay_as_you_go: { request_token: { price: 0.0006 } } },
    });
  });

  it.each([
    'pricing/vertex-ai/nobody',
    'pricing/nobody/claude-opus-4-5',
    'general/vertex-ai/nobody',
    'pricing/vertex-ai/%ff',
  ])('has no row for %s', (path) => {
    expect(ask(`/model-configs/${path}`)).toMatchObject({ status: 404, body: { error: expect.any(String) } });
  });

  it('leaves other paths to others', () => {
    expect([ask('/v1/models'), ask('/model-configs/other/a/b'), ask('/model-configs/pricing/a')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

it('what is known of a model beside its price', () => {
  expect(ask('/model-configs/general/vertex-ai/claude-opus-4-5')).toMatchObject({
    status: 200,
    body: { name: 'Claude Opus 4.5', type: { primary: 'chat' }, params: [{ key: 'max_tokens' }] },
  });
});

it('what is known of a model of another maker, by any spelling', () => {
  for (const path of ['openai/gpt-4o', 'openai/GPT-4o', 'openai/openai%2Fgpt-4o']) {
    expect(ask(`/model-configs/general/${path}`)).toMatchObject({
      status: 200,
      body: {
        params: [{ key: 'max_tokens', maxValue: 16_384 }],
        context_window: 128_000,
        deprecation_date: '2027-01-14',
      },
    });
  }
});
