import { describe, expect, it } from 'vitest';
import { hashKey } from '../../kernel/key-hash.ts';
import type { CompiledKey, Snapshot } from '../snapshot/snapshot.ts';
import { callersKey, findKey, isGatewayKey, presentedKey } from './gateway-key.ts';

const NOW = 1_800_000_000_000;
const key = (text: string, expiresAt: number | null = null): [CompiledKey['hash'], CompiledKey] => {
  const hash = hashKey(text);
  return [hash, { id: text, hash, expiresAt, type: 'organisation-service' } as CompiledKey];
};
const snapshot = {
  keys: new Map([key('tg-one'), key('tg-two', NOW)]),
  archivedKeys: new Map([[hashKey('tg-deleted'), true]]),
  workspaces: new Map(),
} as unknown as Snapshot;

/** As AWS's clients write it. */
const signed = (accessKeyId: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261130/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=0f`;

describe('the gateway key of a request', () => {
  it.each<[string, Record<string, string>, string]>([
    ['its own header wins', { 'x-portkey-api-key': 'a', authorization: 'Bearer b', 'x-api-key': 'c' }, 'a'],
    ['a bearer in its own header', { 'x-portkey-api-key': 'Bearer  a ' }, 'a'],
    ['then the bearer', { authorization: 'bearer b ', 'x-api-key': 'c' }, 'b'],
    ['an Authorization of another kind is passed over', { authorization: 'Basic b', 'x-api-key': ' c ' }, 'c'],
    ['at last the access key id of a signed request', { authorization: signed('tg-a/b+c=') }, 'tg-a/b+c='],
    ['which another header wins over', { authorization: signed('tg-a'), 'x-api-key': 'c' }, 'c'],
  ])('%s', (_, headers, found) => {
    expect(presentedKey(headers)).toBe(found);
  });

  it('is not an access key id that AWS gave out', () => {
    expect(() => presentedKey({ authorization: signed('AKIAIOSFODNN7EXAMPLE') })).toThrow(
      expect.objectContaining({
        code: 'missing_api_key',
        hint: expect.stringContaining('AWS_ACCESS_KEY_ID') as string,
      }) as Error,
    );
  });

  it('is missing where no header has one', () => {
    const missing = expect.objectContaining({ code: 'missing_api_key' }) as Error;
    expect(() => presentedKey({})).toThrow(missing);
    expect(() => presentedKey({ 'x-api-key': '', authorization: 'Basic b' })).toThrow(missing);
  });

  it('has lost the line break behind it', () => {
    const glued = { 'x-portkey-api-key': 'tg-one x-portkey-provider: @a' };
    expect(() => presentedKey(glued)).toThrow(
      expect.objectContaining({ code: 'invalid_header', status: 401 }) as Error,
    );
  });

  it('is unknown, or has expired this very moment', () => {
    expect(findKey(snapshot, 'tg-one', NOW).id).toBe('tg-one');
    expect(findKey(snapshot, 'tg-two', NOW - 1).id).toBe('tg-two');
    expect(() => findKey(snapshot, 'tg-two', NOW)).toThrow(
      expect.objectContaining({
        code: 'expired_api_key',
        message: expect.stringContaining('2027-01-15') as string,
      }) as Error,
    );
    const unknown = expect.objectContaining({ code: 'invalid_api_key' }) as Error;
    expect(() => findKey(snapshot, 'tg-One', NOW)).toThrow(unknown);
    expect(() => findKey(snapshot, '', NOW)).toThrow(unknown);
  });

  it('opens nothing once its workspace is gone, and is still kept from travelling upstream', () => {
    const hash = hashKey('tg-gone');
    const orphan = { id: 'k', hash, expiresAt: null, type: 'workspace-user', workspaceId: 'w-9' } as CompiledKey;
    const orphaned = { ...snapshot, keys: new Map([[hash, orphan]]) };
    expect(() => findKey(orphaned, 'tg-gone', NOW)).toThrow(
      expect.objectContaining({ code: 'invalid_api_key', message: expect.stringContaining('workspace') as string }),
    );
    expect(isGatewayKey(orphaned, 'Bearer tg-gone')).toBe(true);
  });
});

describe('the caller’s own key for the upstream', () => {
  const own = { 'x-portkey-api-key': 'tg-one' };

  it.each<[string, Record<string, string>, string | null]>([
    [
      'none, where the gateway key has no header of its own',
      { authorization: 'Bearer sk-own', 'x-api-key': 'sk' },
      null,
    ],
    ['the bearer', { ...own, authorization: 'Bearer  sk-own ', 'x-api-key': 'sk-other' }, 'sk-own'],
    [
      'the other header, beside a repeated gateway key',
      { ...own, authorization: 'Bearer tg-one', 'x-api-key': ' sk ' },
      'sk',
    ],
    [
      'the other header, beside an Authorization of another kind',
      { ...own, authorization: 'Basic x', 'x-api-key': 'sk' },
      'sk',
    ],
    ['the other header, beside an empty bearer', { ...own, authorization: 'Bearer  ', 'x-api-key': 'sk' }, 'sk'],
    ['none, where both repeat gateway keys', { ...own, authorization: 'Bearer tg-two', 'x-api-key': 'tg-one' }, null],
    ['none, where there is nothing', { ...own, 'x-api-key': ' ' }, null],
  ])('is %s', (_, headers, found) => {
    expect(callersKey(headers, snapshot)).toBe(found);
  });
});

it('a gateway key is known wherever it stands in a value, and only as a whole word', () => {
  for (const value of [
    'tg-one',
    'Bearer tg-one',
    ' tg-two ',
    'a, tg-one',
    'key=tg-one;x',
    '{"k":"tg-two"}',
    "k:'tg-one'",
    signed('tg-one'),
  ]) {
    expect(isGatewayKey(snapshot, value), value).toBe(true);
  }
  for (const value of ['', 'tg-on', 'tg-one2', 'sk-ant-own', 'Bearer sk'])
    expect(isGatewayKey(snapshot, value), value).toBe(false);
});
