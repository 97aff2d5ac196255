import { expect, it } from 'vitest';
import { scanDocument } from '../../json/scan.ts';
import { cacheKeyParts } from '../cache-key-parts.ts';

it('the same question is asked, whole and as a stream, and another by everybody else', () => {
  const question = (body: object): string =>
    Buffer.concat(cacheKeyParts(scanDocument(Buffer.from(JSON.stringify(body)), 'input')).question).toString();
  const asked = { model: 'gpt-5.6', input: 'Hi' };
  expect(question({ ...asked, stream: true })).toBe(question(asked));
  expect(question({ ...asked, user: 'somebody' })).not.toBe(question(asked));
  expect(question({ ...asked, input: 'Ho' })).not.toBe(question(asked));
});
