import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { SettingsError, type NativeCall } from '../provider.ts';
import { google } from './index.ts';

const connection = google.connect({ key: 'AIza-test', configurations: {} });

function call(over: Partial<NativeCall> = {}): NativeCall {
  return {
    dialect: 'gemini',
    operation: 'generate',
    model: 'gemini-3.5-flash',
    stream: false,
    document: scanDocument(Buffer.from('{"model":"x","contents":[{"parts":[{"text":"ü"}]}]}'), 'contents'),
    headers: {},
    forwarded: {},
    facts: factsFor('google', 'gemini-3.5-flash'),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
    ...over,
  };
}

describe('a request to Gemini', () => {
  it('has the model in its path, and the rest of the body as it came', () => {
    const request = connection.build(call());
    expect(request.url).toBe(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent',
    );
    expect(Buffer.concat(request.body).toString()).toBe('{"contents":[{"parts":[{"text":"ü"}]}]}');
    expect(connection.auth).toEqual({ type: 'header', name: 'x-goog-api-key', value: 'AIza-test' });
  });

  it.each(['models/gemini-3.5-flash', 'google/gemini-3.5-flash', 'publishers/google/models/gemini-3.5-flash'])(
    'names the model as this API does: %s',
    (model) => expect(connection.build(call({ model })).model).toBe('gemini-3.5-flash'),
  );

  it('for a stream asks for events, and a name cannot leave its place in the path', () => {
    expect(connection.build(call({ stream: true })).url).toMatch(/:streamGenerateContent\?alt=sse$/);
    expect(connection.build(call({ model: 'models/a/../b?c' })).url).toContain('/models/a%2F..%2Fb%3Fc:');
  });

  it('may go to another host, with or without a version at its end', () => {
    for (const host of ['http://10.0.0.1:9/g', 'http://10.0.0.1:9/g/v1beta/']) {
      const other = google.connect({ key: 'k', configurations: { custom_host: host } });
      expect(other.build(call()).url).toMatch(/^http:\/\/10\.0\.0\.1:9\/g\/v1beta\/models\//);
    }
    expect(() => google.connect({ key: 'k', configurations: { custom_host: 'ftp://x' } })).toThrow(SettingsError);
  });
});

describe('a failure of Gemini', () => {
  const read = (status: number, error: object, headers: Record<string, string> = {}) =>
    connection.readFailure({ status, headers, body: Buffer.from(JSON.stringify({ error })) });

  it('of the key is one of the credential, though it comes as a 400', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    expect(read(400, { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT', details })).toMatchObject({
      status: 401,
      credentialRefused: true,
    });
  });

  it('of the quota reports when to come back', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12.5s' }];
    expect(read(429, { code: 429, message: 'Exhausted', status: 'RESOURCE_EXHAUSTED', details })).toMatchObject({
      status: 429,
      retryAfterMs: 12_500,
      native: { dialect: 'gemini', type: 'RESOURCE_EXHAUSTED' },
    });
    expect(read(429, { message: 'x' }, { 'retry-after': '3' }).retryAfterMs).toBe(3000);
  });

  it('without words makes a sentence', () => {
    expect(connection.readFailure({ status: 502, headers: {}, body: Buffer.from('<html>') }).message).toMatch(
      /status 502/,
    );
  });
});
