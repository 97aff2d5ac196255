import { describe, expect, it } from 'vitest';
import { modelIdentity } from '../../catalog/models.ts';
import { vertexModel } from './publishers.ts';

describe('a model’s name says who serves it on Vertex AI', () => {
  it.each<[string, ReturnType<typeof vertexModel>]>([
    ['claude-sonnet-4-6', { kind: 'claude' }],
    ['anthropic.claude-3-5-sonnet@20240620', { kind: 'claude' }],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', { kind: 'claude' }],
    ['my-alias', { kind: 'claude' }],
    ['gemini-2.5-pro', { kind: 'gemini', model: 'gemini-2.5-pro' }],
    ['google.gemini-2.5-pro', { kind: 'gemini', model: 'gemini-2.5-pro' }],
    ['publishers/google/models/gemini-2.5-pro', { kind: 'gemini', model: 'gemini-2.5-pro' }],
    ['models/gemini-2.5-pro', { kind: 'gemini', model: 'gemini-2.5-pro' }],
    ['projects/p/locations/l/publishers/google/models/gemini-3.5-flash', { kind: 'gemini', model: 'gemini-3.5-flash' }],
    ['gemini-embedding-2', { kind: 'predictor', model: 'gemini-embedding-2' }],
    ['google/imagen-4.0-generate-001', { kind: 'predictor', model: 'imagen-4.0-generate-001' }],
    ['multimodalembedding@001', { kind: 'predictor', model: 'multimodalembedding@001' }],
    ['gemma-4-26b-a4b-it-maas', { kind: 'open', model: 'google/gemma-4-26b-a4b-it-maas' }],
    ['meta/llama-4-scout-17b-16e-instruct-maas', { kind: 'open', model: 'meta/llama-4-scout-17b-16e-instruct-maas' }],
    ['meta.llama-3.1-405b-instruct-maas', { kind: 'open', model: 'meta/llama-3.1-405b-instruct-maas' }],
    ['llama-3.3-70b-instruct-maas', { kind: 'open', model: 'meta/llama-3.3-70b-instruct-maas' }],
    ['openai/gpt-oss-20b-maas', { kind: 'open', model: 'openai/gpt-oss-20b-maas' }],
    ['xai.grok-4.3', { kind: 'open', model: 'xai/grok-4.3' }],
    ['grok-4.3', { kind: 'open', model: 'xai/grok-4.3' }],
    ['a-new-maker/model-1.5', { kind: 'open', model: 'a-new-maker/model-1.5' }],
    ['mistral-medium-3', { kind: 'partner', publisher: 'mistralai', model: 'mistral-medium-3' }],
    ['mistralai.codestral-2@001', { kind: 'partner', publisher: 'mistralai', model: 'codestral-2@001' }],
    ['publishers/ai21/models/jamba-1.5-large', { kind: 'partner', publisher: 'ai21', model: 'jamba-1.5-large' }],
    ['endpoints/7871795169387872256', { kind: 'endpoint', id: '7871795169387872256' }],
    ['endpoints.mg-endpoint-6e36e7de', { kind: 'endpoint', id: 'mg-endpoint-6e36e7de' }],
    ['projects/1/locations/us-central1/endpoints/77', { kind: 'endpoint', id: '77' }],
  ])('%s', (name, expected) => {
    expect(vertexModel(name)).toEqual(expected);
  });

  it.each([
    ['meta.llama-3.3-70b-instruct-maas', 'llama-3.3-70b-instruct-maas'],
    ['publishers/meta/models/llama-3.3-70b-instruct-maas', 'meta/llama-3.3-70b-instruct-maas'],
    ['mistralai/mistral-medium-3@001', 'mistral-medium-3'],
    ['endpoints.42', 'endpoints/42'],
  ])('a rule about a model holds for every spelling: %s is %s', (one, other) => {
    expect(modelIdentity(one)).toBe(modelIdentity(other));
  });

  it.each([
    ['mistral-medium-3', 'mistral-small-2503'],
    ['endpoints/42', 'endpoints/43'],
    ['meta/llama-3.3-70b-instruct-maas', 'meta/llama-3.1-405b-instruct-maas'],
    ['textembedding-gecko@001', 'textembedding-gecko@003'],
  ])('and for no other model: %s is not %s', (one, other) => {
    expect(modelIdentity(one)).not.toBe(modelIdentity(other));
  });
});
