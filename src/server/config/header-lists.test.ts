import { expect, it } from 'vitest';
import { readMaskedHeaders, readMetadataHeaders } from './header-lists.ts';

it('headers of metadata are named in lower case, each once, and none where nothing is said', () => {
  expect(readMetadataHeaders(' X-Team, x-project,,X-TEAM ')).toEqual(['x-team', 'x-project']);
  expect(readMetadataHeaders()).toEqual([]);
});

it.each([
  'Authorization',
  'proxy-authorization',
  'x-api-key',
  'x-goog-api-key',
  'x-portkey-api-key',
  'x_api_key',
  'Cookie',
  'x-amz-security-token',
  'x-portkey-config',
  'Ocp-Apim-Subscription-Key',
  'x-functions-key',
  'x-aws-access-key',
  'x-vault-credential',
  'x-forwarded-authorization',
  'x-hub-signature-256',
])('%s is no metadata: it may hold a credential', (name) => {
  expect(() => readMetadataHeaders(`x-team,${name}`)).toThrow(/may hold a credential/);
});

it.each(['x team', 'x-team;x-project', 'x-team:', '__proto__'])('%s is no name of a header', (name) => {
  expect(() => readMetadataHeaders(name)).toThrow(/names of headers/);
});

it('headers to mask are named in lower case, and one that is metadata as well is refused: it would be in the log', () => {
  expect(readMaskedHeaders(' User-Agent,x-portkey-config', ['x-team'])).toEqual(['user-agent', 'x-portkey-config']);
  expect(readMaskedHeaders(undefined, ['x-team'])).toEqual([]);
  expect(() => readMaskedHeaders('X-Team', ['x-team'])).toThrow(/HEADERS_TO_METADATA names x-team too/);
  expect(() => readMaskedHeaders('x team', [])).toThrow(/ORGANISATION_HEADERS_TO_MASK: expected names/);
});
