import { expect, it } from 'vitest';
import { scanDocument } from '../../json/scan.ts';
import { openaiResponses } from './index.ts';

it('one stored answer serves the same question, whole and as a stream, and that of nobody else', () => {
  const key = (body: object): string =>
    Buffer.concat(openaiResponses.cacheableParts(scanDocument(Buffer.from(JSON.stringify(body)), 'input'))).toString();
  const asked = { model: 'gpt-5.6', input: 'Hi' };
  expect(key({ ...asked, stream: true })).toBe(key(asked));
  expect(key({ ...asked, user: 'somebody' })).not.toBe(key(asked));
  expect(key({ ...asked, input: 'Ho' })).not.toBe(key(asked));
});
