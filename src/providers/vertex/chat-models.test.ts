import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import type { NativeCall } from '../provider.ts';
import { vertex } from './index.ts';

const connect = (configurations = {}) =>
  vertex.connect({
    key: null,
    configurations: { vertex_project_id: 'some-project', vertex_region: 'us-central1', ...configurations },
  });

function build(model: string, json: string, over: Partial<NativeCall> & { configurations?: object } = {}) {
  const { configurations = {}, ...rest } = over;
  const request = connect(configurations).build({
    dialect: 'openai-chat',
    operation: 'generate',
    model,
    stream: false,
    document: scanDocument(Buffer.from(json), 'messages'),
    headers: {},
    forwarded: {},
    facts: factsFor('vertex', model),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
    ...rest,
  });
  return { ...request, text: Buffer.concat(request.body).toString() };
}

const PROJECT = '/v1/projects/some-project/locations/us-central1';
const HOST = 'https://us-central1-aiplatform.googleapis.com';
const TURNS = '"messages":[{"role":"user","content":"hi"}]';

describe('open and partner models on Vertex AI', () => {
  it('go to one endpoint, under the name with the publisher, and the body is the caller’s otherwise', () => {
    const body = `{"model":"meta.llama-3.3-70b-instruct-maas", ${TURNS} ,"temperature":0.70}`;
    const { url, text, model } = build('meta.llama-3.3-70b-instruct-maas', body);
    expect(url).toBe(`${HOST}${PROJECT}/endpoints/openapi/chat/completions`);
    expect(text).toBe(`{"model":"meta/llama-3.3-70b-instruct-maas", ${TURNS} ,"temperature":0.70}`);
    expect(model).toBe('meta/llama-3.3-70b-instruct-maas');
  });

  it.each([
    ['global', 'https://aiplatform.googleapis.com/v1/projects/some-project/locations/global'],
    ['eu', 'https://aiplatform.eu.rep.googleapis.com/v1/projects/some-project/locations/eu'],
  ])('lie where the location is served: %s', (region, base) => {
    const { url } = build('openai/gpt-oss-120b-maas', `{${TURNS}}`, { configurations: { vertex_region: region } });
    expect(url).toBe(`${base}/endpoints/openapi/chat/completions`);
  });

  it('are asked for the usage of a stream', () => {
    const { text } = build('qwen/qwen3-coder-480b-a35b-instruct-maas', `{"stream":true,${TURNS}}`, { stream: true });
    expect(JSON.parse(text)).toMatchObject({ stream_options: { include_usage: true } });
  });

  it('Grok gets no reasoning effort, and the caller is told', () => {
    const body = `{"model":"xai/grok-4.3",${TURNS},"reasoning_effort":"high"}`;
    expect(build('xai/grok-4.3', body)).toMatchObject({
      text: `{"model":"xai/grok-4.3",${TURNS}}`,
      notes: ['reasoning_effort: This provider does not take it.'],
    });
    expect(build('deepseek-ai/deepseek-v3.2-maas', body).text).toContain('"reasoning_effort":"high"');
  });
});

describe('Mistral and AI21 on Vertex AI', () => {
  it('the path has the version, and the body has not', () => {
    const { url, text, model } = build('mistralai/mistral-medium-3@001', `{"model":"mistral-medium-3@001",${TURNS}}`);
    expect(url).toBe(`${HOST}${PROJECT}/publishers/mistralai/models/mistral-medium-3@001:rawPredict`);
    expect(text).toBe(`{"model":"mistral-medium-3",${TURNS}}`);
    expect(model).toBe('mistral-medium-3@001');
  });

  it('a stream has a method of its own, and Mistral’s tells its usage unasked', () => {
    const body = `{"model":"codestral-2",${TURNS},"stream":true,"stream_options":{"include_usage":true}}`;
    const { url, text } = build('codestral-2', body, { stream: true });
    expect(url).toContain('/publishers/mistralai/models/codestral-2:streamRawPredict');
    expect(text).toBe(`{"model":"codestral-2",${TURNS},"stream":true}`);
    const jamba = build('ai21/jamba-1.5-mini@001', `{${TURNS},"stream":true}`, { stream: true });
    expect(jamba.url).toContain('/publishers/ai21/models/jamba-1.5-mini@001:streamRawPredict');
    expect(JSON.parse(jamba.text)).toMatchObject({ model: 'jamba-1.5-mini', stream_options: { include_usage: true } });
  });

  it('Mistral gets its own names of members', () => {
    const body = `{${TURNS},"seed":7,"max_completion_tokens":9,"tool_choice":"required"}`;
    expect(JSON.parse(build('mistral-small-2503', body).text)).toEqual({
      messages: [{ role: 'user', content: 'hi' }],
      random_seed: 7,
      max_tokens: 9,
      tool_choice: 'any',
      model: 'mistral-small-2503',
    });
    expect(connect().quirks('mistral-small-2503', factsFor('vertex', 'mistral-small-2503'))).toMatchObject({
      toolIdLength: 9,
      requiredToolChoice: 'any',
    });
  });

  it('a body that came on Vertex AI’s own path keeps its members', () => {
    const body = `{"model":"mistral-medium-3",${TURNS},"stream_options":{"include_usage":true}}`;
    expect(build('mistralai/mistral-medium-3', body, { raw: true }).text).toBe(body);
  });
});

describe('deployments of the project’s own', () => {
  it.each([
    ['endpoints/1234567890', '1234567890'],
    ['endpoints.mg-endpoint-6e36e7de', 'mg-endpoint-6e36e7de'],
  ])('%s', (name, id) => {
    const { url, text, model } = build(name, `{"model":${JSON.stringify(name)},${TURNS}}`);
    expect(url).toBe(`${HOST}${PROJECT}/endpoints/${id}/chat/completions`);
    expect(text).toBe(`{${TURNS}}`);
    expect(model).toBe(`endpoints/${id}`);
  });

  it('may have a host of their own', () => {
    const host = 'https://77.us-central1-123.prediction.vertexai.goog';
    const { url } = build('endpoints/77', `{${TURNS}}`, { configurations: { custom_host: host } });
    expect(url).toBe(`${host}${PROJECT}/endpoints/77/chat/completions`);
  });

  it('on Vertex AI’s own path, the member that names a model stays as it came', () => {
    const body = `{"model":"my-model",${TURNS}}`;
    expect(build('endpoints/77', body, { raw: true }).text).toBe(body);
  });
});

describe('a name that leads elsewhere', () => {
  it.each([
    'endpoints/..',
    'endpoints/../x',
    'endpoints/a%2fb',
    'endpoints/openapi/../..',
    'mistralai/..',
    'mistralai/a/b',
    'mistralai/%2e%2e',
    'ai21/ü',
    'mistralai/a?b',
    'mistralai/a#b',
  ])('%s is no model', (name) => {
    expect(() => build(name, `{${TURNS}}`)).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
  });

  it.each(['meta/../../x', 'meta/a%2fb', 'meta/ü', 'meta/a?b'])('%s stays in the body, for Google to judge', (name) => {
    const { url, text } = build(name, `{${TURNS}}`);
    expect(url).toBe(`${HOST}${PROJECT}/endpoints/openapi/chat/completions`);
    expect(JSON.parse(text)).toMatchObject({ model: name });
  });

  it('a model that makes vectors or images holds no conversations', () => {
    expect(connect().speaks('imagen-4.0-generate-001')).toEqual([]);
    expect(() => build('imagen-4.0-generate-001', `{${TURNS}}`)).toThrow('holds no conversations');
  });
});

it('nobody counts tokens for the models of others', () => {
  const { counts } = connect();
  expect(
    ['meta/llama-3.3-70b-instruct-maas', 'mistral-medium-3', 'endpoints/1'].flatMap((model) => counts?.(model)),
  ).toEqual([]);
  expect(counts?.('gemini-2.5-pro').map(({ id }) => id)).toEqual(['gemini']);
});

it('a path of Vertex AI’s own keeps neither project nor location', () => {
  const { pathTo } = connect();
  const at = (path: string) => pathTo({ operation: null, path, query: '?a=1', model: '' })?.url;
  expect(at('/projects/theirs/locations/eu/cachedContents')).toBe(`${HOST}${PROJECT}/cachedContents?a=1`);
  expect(at('/v1beta1/projects/theirs/locations/eu/batchPredictionJobs/7')).toBe(
    `${HOST}${PROJECT}/batchPredictionJobs/7?a=1`,
  );
  expect(at('/cachedContents')).toBe(`${HOST}${PROJECT}/cachedContents?a=1`);
});
