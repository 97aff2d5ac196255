import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../wire/json/scan.ts';
import { withUserOf } from './read-metadata.ts';

const within = (body: string, metadata: Record<string, string> = {}) =>
  withUserOf(scanDocument(Buffer.from(body)), metadata);

describe('the user of an OpenAI body', () => {
  it('is the request’s, so that its budget and its row are those of that user', () => {
    expect(within('{"model":"m","user":"ada"}', { team: 'red' })).toEqual({ team: 'red', _user: 'ada' });
  });

  it('is not believed over the key or the header', () => {
    const metadata = { _user: 'the owner of the key' };
    expect(within('{"user":"somebody else"}', metadata)).toBe(metadata);
  });

  it('is cut as every value of the metadata', () => {
    expect(within(`{"user":"${'u'.repeat(500)}"}`)['_user']).toHaveLength(128);
  });

  it('is left alone where it is no text, or cannot be read', () => {
    for (const user of ['null', '7', '{"id":1}', '""', '"\\uZZZZ"', `"${'u'.repeat(5000)}"`]) {
      const metadata = { team: 'red' };
      expect(within(`{"user":${user}}`, metadata), user.slice(0, 20)).toBe(metadata);
    }
  });
});
