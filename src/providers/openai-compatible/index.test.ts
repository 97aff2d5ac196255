import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { SettingsError, type NativeCall, type ProviderCredentials } from '../provider.ts';
import { openaiCompatible } from './index.ts';

const KEY = 'sk-test-0123456789';

function providerOf(id: string) {
  const provider = openaiCompatible.find((one) => one.id === id);
  if (provider === undefined) throw new Error(`There is no row ${id}.`);
  return provider;
}

const connect = (configurations: ProviderCredentials['configurations'] = {}, key: string | null = KEY) =>
  providerOf('openai').connect({ key, configurations });

function call(json: string, over: Partial<NativeCall> = {}): NativeCall {
  return {
    dialect: openaiChat.id,
    operation: 'generate',
    model: 'gpt-5.1',
    stream: json.includes('"stream":true'),
    document: scanDocument(Buffer.from(json), 'messages'),
    headers: {},
    forwarded: {},
    facts: factsFor('openai', 'gpt-5.1'),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
    ...over,
  };
}

const bodyOf = (json: string, over?: Partial<NativeCall>): string =>
  Buffer.concat(connect().build(call(json, over)).body).toString();

describe('a request', () => {
  it('is the caller’s own bytes, whatever stands in them', () => {
    const json = '{ "model" : "gpt-5.1","messages":[{"role":"user","content":"\\u00fc"}],"seed":12345678901234567890 }';
    expect(bodyOf(json)).toBe(json);
  });

  it('loses the slug of its model, and nothing else', () => {
    expect(bodyOf('{"model": "@main/gpt-5.1", "n":1}')).toBe('{"model": "gpt-5.1", "n":1}');
  });

  it.each([
    ['none', '{"model":"gpt-5.1","stream":true}', { include_usage: true }],
    ['others', '{"model":"gpt-5.1","stream":true,"stream_options":{"x":1}}', { x: 1, include_usage: true }],
    [
      'a refusal',
      '{"model":"gpt-5.1","stream":true,"stream_options":{"include_usage":false}}',
      { include_usage: true },
    ],
    ['null', '{"model":"gpt-5.1","stream":true,"stream_options":null}', { include_usage: true }],
  ])('for a stream asks for its usage, where the client has %s', (_, json, expected) => {
    expect(JSON.parse(bodyOf(json))).toMatchObject({ stream: true, stream_options: expected });
  });

  it('leaves a mistake in the options to the upstream to name', () => {
    const json = '{"model":"gpt-5.1","stream":true,"stream_options":7}';
    expect(bodyOf(json)).toBe(json);
  });

  it('goes to the row’s address, or to a host of the tenant’s with its path', () => {
    const url = (customHost?: string) => connect({ custom_host: customHost }).build(call('{"model":"gpt-5.1"}')).url;
    expect(url()).toBe('https://api.openai.com/v1/chat/completions');
    expect(url('http://10.0.0.1:8000/openai/v1/')).toBe('http://10.0.0.1:8000/openai/v1/chat/completions');
    expect(url('https://x.example/v1/chat/completions')).toBe('https://x.example/v1/chat/completions');
    expect(connect({ custom_host: 'http://10.0.0.1' }).tenantUrls).toEqual([
      { field: 'custom_host', url: 'http://10.0.0.1' },
    ]);
  });

  it('carries the settings that are headers, and the key as a bearer', () => {
    const connection = connect({ openai_organization: 'org-1' });
    expect(connection.auth).toEqual({ type: 'header', name: 'authorization', value: `Bearer ${KEY}` });
    const { headers } = connection.build(call('{"model":"gpt-5.1"}'));
    expect(headers).toEqual({ 'content-type': 'application/json', 'openai-organization': 'org-1' });
  });

  it('that is no JSON inside is refused by name', () => {
    const refused = expect.objectContaining({ code: 'invalid_json' }) as Error;
    expect(() => bodyOf('{"model":tru}')).toThrow(refused);
  });
});

describe('settings', () => {
  it.each<[string, object, string | null]>([
    ['key', {}, null],
    ['key', {}, 'with a space'],
    ['custom_host', { custom_host: 'ftp://x' }, KEY],
    ['custom_host', { custom_host: 'https://user:password@x' }, KEY],
    ['custom_host', { custom_host: 'https://x/?a=b' }, KEY],
    ['openai_project', { openai_project: 'two\r\nlines' }, KEY],
  ])('that cannot be are refused at %s', (field, configurations, key) => {
    const act = () => connect(configurations as ProviderCredentials['configurations'], key);
    expect(act).toThrow(SettingsError);
    expect(act).toThrow(expect.objectContaining({ field }) as Error);
  });
});

describe('a failure', () => {
  const read = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return connect().readFailure({ status, headers, body: Buffer.from(text) });
  };

  it('keeps its words, type, code and parameter', () => {
    const error = {
      message: 'Too long.',
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    };
    expect(read(400, { error }, { 'x-request-id': 'req_1' })).toEqual({
      status: 400,
      native: { dialect: 'openai-chat', type: error.type, code: error.code, param: error.param },
      isOverloaded: false,
      message: 'Too long.',
      retryAfterMs: null,
      upstreamRequestId: 'req_1',
      credentialRefused: false,
      thinkingRefused: false,
      refusal: null,
    });
  });

  it('of the key says so, without the key', () => {
    const reading = read(401, {
      error: { message: `Incorrect API key provided: ${KEY}.`, type: 'invalid_request_error' },
    });
    expect(reading.credentialRefused).toBe(true);
    expect(reading.message).toBe('Incorrect API key provided: [key].');
  });

  it('by load says so, and when to come back', () => {
    expect(read(200, { error: { message: 'x', type: 'server_error', code: 'slow_down' } }).isOverloaded).toBe(true);
    expect(read(529, { error: { message: 'x' } }).isOverloaded).toBe(true);
    expect(read(500, { error: { message: 'x', type: 'server_error' } }).isOverloaded).toBe(false);
    expect(read(429, {}, { 'retry-after-ms': '1500' }).retryAfterMs).toBe(1500);
  });

  it.each<[string, unknown, string]>([
    ['of another host’s shape', { detail: 'Not here.' }, 'Not here.'],
    ['in an array', [{ error: { message: 'In a list.' } }], 'In a list.'],
    ['that is a page', '<html><title>Bad gateway</title></html>', 'Bad gateway'],
    ['that is a text', 'upstream connect error', 'upstream connect error'],
    ['without words', '', 'OpenAI answered with status 502.'],
    ['that is no object', 'null', 'OpenAI answered with status 502.'],
  ])('%s makes a sentence', (_, body, message) => {
    expect(read(502, body)).toMatchObject({ status: 502, message });
  });
});
