import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { SettingsError } from '../provider.ts';
import { bodyText, nativeCall, testClaudePlatform, type CallOptions } from '../claude-platform.suite.ts';
import { anthropic } from './index.ts';

const facts = (model: string) => factsFor('anthropic', model);
const credentials = { key: 'sk-ant-not-a-real-key', configurations: {} };

const NO_EMBEDDINGS = 'Anthropic has no embedding models';

testClaudePlatform({
  provider: anthropic,
  credentials,
  factsFor: facts,
  expectedBody: (body) => body,
  failureBody: (status, message) =>
    JSON.stringify({ type: 'error', error: { type: typeOf(status), message }, request_id: 'req_1' }),
  embeddings: null,
  gaps: {
    'asks for embeddings over an absolute URL, with the text and the length as they are': NO_EMBEDDINGS,
    'tells what it leaves out of a request for embeddings': NO_EMBEDDINGS,
    'reads embeddings digit by digit, and what they used': NO_EMBEDDINGS,
    'takes nothing else for embeddings': NO_EMBEDDINGS,
    'blames the caller for a part that is no JSON': 'reads nothing of the body but `model`; the API itself answers',
  },
});

function typeOf(status: number): string {
  const types: Record<number, string> = {
    401: 'authentication_error',
    403: 'permission_error',
    404: 'not_found_error',
    429: 'rate_limit_error',
  };
  return types[status] ?? 'invalid_request_error';
}

describe('anthropic', () => {
  const connection = anthropic.connect(credentials);

  it('returns the caller’s own bytes where nothing has to change', () => {
    const json = '{ "model" : "claude-opus-4-8",\n\t"messages":[] , "tags":{"team":"a"}, "speed":"fast" }';
    const request = connection.build(
      nativeCall({ json, betas: ['request-tags-2026-08-21', 'invented-2027-01-01'] }, facts),
    );
    expect(bodyText(request)).toBe(json);
    expect(request).toMatchObject({
      url: 'https://api.anthropic.com/v1/messages',
      headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'request-tags-2026-08-21,invented-2027-01-01' },
      betasDropped: [],
    });
  });

  it('gets a model under its own name, with the flag that the caller’s spelling asks for', () => {
    const json = '{"model":"claude-sonnet-4-5@20250929[1m]","max_tokens":1,"messages":[]}';
    const request = connection.build(
      nativeCall({ json, model: 'claude-sonnet-4-5@20250929[1m]', betas: ['a'] }, facts),
    );
    expect(JSON.parse(bodyText(request))).toMatchObject({ model: 'claude-sonnet-4-5-20250929' });
    expect(request).toMatchObject({
      model: 'claude-sonnet-4-5-20250929',
      headers: { 'anthropic-beta': 'a,context-1m-2025-08-07' },
    });
  });

  it('keeps the servers of a request whose flag it does not send: without them it would be another request', () => {
    const json = '{"model":"claude-opus-4-8","mcp_servers":[{"type":"url","url":"https://m.example"}]}';
    const request = connection.build(nativeCall({ json, betas: ['mcp-servers-2025-12-04'] }, facts));
    expect(bodyText(request)).toBe(json);
    expect(request.betasDropped).toEqual(['mcp-servers-2025-12-04']);
  });

  it('shows a key as a key, and the token of a subscription as a bearer', () => {
    const authOf = (key: string) => anthropic.connect({ key, configurations: {} }).auth;
    expect(authOf('sk-ant-api03-x')).toEqual({ type: 'header', name: 'x-api-key', value: 'sk-ant-api03-x' });
    expect(authOf('sk-ant-oat01-x')).toEqual({ type: 'header', name: 'authorization', value: 'Bearer sk-ant-oat01-x' });
  });

  describe('with the token of a subscription', () => {
    const subscribed = anthropic.connect({ key: 'sk-ant-oat01-x', configurations: {} });
    const betasOf = (over: Partial<CallOptions> = {}): string | undefined =>
      subscribed.build(nativeCall({ json: '{"model":"claude-opus-4-8"}', ...over }, facts)).headers['anthropic-beta'];

    it.each<[string, Partial<CallOptions>, string]>([
      ['by a client without flags', {}, 'oauth-2025-04-20'],
      ['for a count', { operation: 'count-tokens' }, 'oauth-2025-04-20'],
      ['beside the client’s own', { betas: ['effort-2025-11-24'] }, 'effort-2025-11-24,oauth-2025-04-20'],
      ['once', { betas: ['oauth-2025-04-20', 'effort-2025-11-24'] }, 'oauth-2025-04-20,effort-2025-11-24'],
      [
        'also when the upstream has refused a flag without naming it',
        { betas: ['effort-2025-11-24'], refused: { betas: new Set(['*']), fields: new Set() } },
        'oauth-2025-04-20',
      ],
    ])('sends the flag without which it is refused: %s', (_, over, expected) => {
      expect(betasOf(over)).toBe(expected);
    });

    it('which a key does without', () => {
      const request = connection.build(nativeCall({ json: '{"model":"claude-opus-4-8"}' }, facts));
      expect(request.headers).not.toHaveProperty('anthropic-beta');
    });
  });

  it('takes the provider’s slug off the model and nothing else', () => {
    const json = '{"model": "@main/claude-opus-4-8", "max_tokens": 1}';
    expect(bodyText(connection.build(nativeCall({ json, model: 'claude-opus-4-8' }, facts)))).toBe(
      '{"model": "claude-opus-4-8", "max_tokens": 1}',
    );
  });

  it('counts no parameters of generation, which a config may have laid over the question', () => {
    const json =
      '{"model":"claude-opus-4-8","max_tokens":5,"messages":[],"temperature":1,"thinking":{"type":"adaptive"}}';
    const request = connection.build(nativeCall({ json, operation: 'count-tokens' }, facts));
    expect(bodyText(request)).toBe('{"model":"claude-opus-4-8","messages":[],"thinking":{"type":"adaptive"}}');
    expect(request.notes).toEqual([]);
  });

  it('passes the caller’s version on and has one for callers without', () => {
    const version = (given: string | null) =>
      connection.build(nativeCall({ json: '{"model":"claude-opus-4-8"}', version: given }, facts)).headers[
        'anthropic-version'
      ];
    expect(version('2026-10-21')).toBe('2026-10-21');
    expect(version(null)).toBe('2023-06-01');
  });

  it('proves itself by the integration’s key', () => {
    expect(connection.auth).toEqual({ type: 'header', name: 'x-api-key', value: 'sk-ant-not-a-real-key' });
  });

  it('asks another host where one is set, with or without the version in it', () => {
    for (const custom_host of ['https://llm.example/anthropic', 'https://llm.example/anthropic/v1/']) {
      const other = anthropic.connect({ key: 'k', configurations: { custom_host } });
      expect(other.tenantUrls).toEqual([{ field: 'custom_host', url: 'https://llm.example/anthropic' }]);
      expect(other.build(nativeCall({ json: '{"model":"claude-opus-4-8"}' }, facts)).url).toBe(
        'https://llm.example/anthropic/v1/messages',
      );
    }
  });

  it.each([
    [{ key: null, configurations: {} }, 'key'],
    [{ key: 'two words', configurations: {} }, 'key'],
    [{ key: 'k', configurations: { custom_host: 'ftp://x' } }, 'custom_host'],
    [{ key: 'k', configurations: { custom_host: 'https://u:p@x' } }, 'custom_host'],
    [{ key: 'k', configurations: { custom_host: 7 } }, 'custom_host'],
  ])('refuses %j', (bad, field) => {
    expect(() => anthropic.connect(bad)).toThrow(expect.objectContaining({ name: SettingsError.name, field }) as Error);
  });
});
