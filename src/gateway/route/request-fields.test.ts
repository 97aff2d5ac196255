import { describe, expect, it, vi } from 'vitest';
import { scanDocument } from '../../wire/json/scan.ts';
import type { Primitive } from '../../routing/conditions.ts';
import { requestFieldsOf } from './request-fields.ts';

function read(field: string, body: string, headers: Record<string, string> = {}): Primitive | undefined {
  const document = scanDocument(Buffer.from(body), 'messages');
  const metadata = { team: 'core', empty: '' };
  return requestFieldsOf({
    metadata,
    headers,
    document,
    modelInPath: null,
    pathname: '/v1/messages',
    apiKeyId: 'key-1',
  }).read(field);
}

const HEADERS = { 'x-team': 'edge', 'x-claude-code-session-id': 's-1' };

describe('what a strategy may read of a request', () => {
  it.each<[string, Primitive | undefined]>([
    ['metadata.team', 'core'],
    ['metadata.empty', ''],
    ['metadata.nobody', undefined],
    ['headers.x-team', 'edge'],
    ['headers.X-Team', 'edge'],
    ['session', 's-1'],
    ['api_key', 'key-1'],
    ['url.pathname', '/v1/messages'],
    ['params.model', 'claude-x'],
    ['params.max_tokens', 5],
    ['params.stream', true],
    ['params.stop', null],
    ['params.nothing', undefined],
    ['cookies.a', undefined],
    ['model', undefined],
  ])('%s', (field, value) => {
    expect(read(field, '{"model":"claude-x","max_tokens":5,"stream":true,"stop":null}', HEADERS)).toBe(value);
  });

  it.each([
    'metadata.constructor',
    'metadata.__proto__',
    'headers.constructor',
    'headers.__proto__',
    'params.constructor',
  ])('not what every object inherits: %s', (field) => {
    expect(read(field, '{}')).toBeUndefined();
  });

  it('no lists, no objects, and nothing of a conversation', () => {
    const body = `{"stop_sequences":["a"],"metadata":{"user_id":"u"},"system":"${'x'.repeat(5000)}","messages":[]}`;
    for (const key of ['stop_sequences', 'metadata', 'system', 'messages']) {
      expect(read(`params.${key}`, body)).toBeUndefined();
    }
  });

  it('the last of two members of one name, as JSON.parse does', () => {
    expect(read('params.model', '{"model":"a","model":"b"}')).toBe('b');
  });

  it('the model of a raw path, which its body does not name', () => {
    const document = scanDocument(Buffer.from('{"max_tokens":5}'), 'messages');
    const ask = requestFieldsOf({
      metadata: {},
      headers: {},
      document,
      modelInPath: 'claude-x',
      pathname: '/',
      apiKeyId: '',
    });
    expect([ask.read('params.model'), ask.read('params.max_tokens')]).toEqual(['claude-x', 5]);
  });

  it('nothing where a value is no JSON', () => {
    expect(read('params.model', '{"model":nope}')).toBeUndefined();
  });

  it('parses nothing of a large body', () => {
    const body = `{"messages":[{"role":"user","content":"${'x'.repeat(2_000_000)}"}],"model":"a"}`;
    const document = scanDocument(Buffer.from(body), 'messages');
    const ask = requestFieldsOf({
      metadata: {},
      headers: {},
      document,
      modelInPath: null,
      pathname: '/',
      apiKeyId: '',
    });
    const parse = vi.spyOn(JSON, 'parse');
    expect([ask.read('params.model'), ask.read('params.messages')]).toEqual(['a', undefined]);
    expect(parse.mock.calls.map(([text]) => text.length)).toEqual([3]);
    parse.mockRestore();
  });
});
