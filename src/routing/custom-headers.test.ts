import { describe, expect, it } from 'vitest';
import { SettingsError, type Connection, type Provider } from '../providers/provider.ts';
import { connectWithHeaders, readCustomHeaders, secretValuesIn } from './custom-headers.ts';

describe('further headers', () => {
  it('are compared and sent in lower case', () => {
    expect(readCustomHeaders({ 'X-Team': 'data', 'ocp-apim-trace': 'a b' })).toEqual({
      'x-team': 'data',
      'ocp-apim-trace': 'a b',
    });
    expect([readCustomHeaders(null), readCustomHeaders(undefined)]).toEqual([{}, {}]);
  });

  it.each([
    'Host',
    'content-length',
    'Content-Type',
    'transfer-encoding',
    'connection',
    'authorization',
    'proxy-authorization',
    'cookie',
    'expect',
    'x-portkey-api-key',
    'X-Portkey-Config',
    'metadata-flavor',
    'x team',
    'x-team:',
    'x-team\r\nx-evil',
    '',
    '__proto__',
  ])('may not be named %j, and the field is told', (name) => {
    const given: unknown = JSON.parse(JSON.stringify([[name, 'x']]));
    const headers = Object.fromEntries(given as [string, string][]);
    expect(() => readCustomHeaders(headers)).toThrow(SettingsError);
    expect(() => readCustomHeaders(headers)).toThrow(expect.objectContaining({ field: `custom_headers.${name}` }));
  });

  it.each(['a\r\nx-evil: 1', 'a\nb', 'a\0', 'ä', ' a', 'a ', '', 7, null, { a: 1 }, 'x'.repeat(4097)])(
    'may not have the value %j',
    (value) => {
      expect(() => readCustomHeaders({ 'x-team': value })).toThrow(/printable ASCII/);
    },
  );

  it('are an object of 50 at most, each once', () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`x-${index}`, 'x']));
    expect(() => readCustomHeaders(many)).toThrow(/50/);
    expect(() => readCustomHeaders(['x-team'])).toThrow(/object/);
    expect(() => readCustomHeaders({ 'x-team': 'a', 'X-Team': 'b' })).toThrow(/twice/);
  });

  it('are no part of the settings that the provider reads, and leave its credential alone', () => {
    const connect = ({ configurations }: { configurations: object }) => {
      expect(configurations).toEqual({ region: 'eu' });
      return { auth: { type: 'header', name: 'X-Api-Key', value: 'k' } } as Connection;
    };
    const provider = { connect } as unknown as Provider;
    const settings = (headers: object) => ({ key: 'k', configurations: { region: 'eu', custom_headers: headers } });
    expect(connectWithHeaders(provider, settings({ 'x-team': 'data' })).customHeaders).toEqual({ 'x-team': 'data' });
    expect(connectWithHeaders(provider, settings({}))).not.toHaveProperty('customHeaders');
    expect(() => connectWithHeaders(provider, settings({ 'x-api-key': 'mine' }))).toThrow(
      expect.objectContaining({ field: 'custom_headers.x-api-key' }),
    );
  });

  it('are masked where they may be secrets, and a plain word is none', () => {
    const headers = { 'x-env': 'production', 'x-proxy-key': 'hunter22', 'x-other': 'a-value-of-many-characters' };
    expect(secretValuesIn(headers)).toEqual(['hunter22', 'a-value-of-many-characters']);
  });
});
