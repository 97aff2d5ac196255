import { describe, expect, it } from 'vitest';
import { mediaByUrl, withMedia } from './media-by-url.ts';

const URL = 'https://example.com/a.pdf';
const PDF = { mediaType: 'application/pdf', base64: 'JVBERi0=' } as const;
const PNG = { mediaType: 'image/png', base64: 'iVBORw0=' } as const;
const asking = (part: object) => ({ model: 'm', input: [{ role: 'user', content: [part] }] });

describe('a document by URL', () => {
  it.each([
    [
      'of Messages',
      { type: 'document', source: { type: 'url', url: URL }, title: 'A' },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PDF.base64 }, title: 'A' },
    ],
    [
      'of Responses',
      { type: 'input_file', file_url: URL },
      { type: 'input_file', filename: 'document.pdf', file_data: `data:application/pdf;base64,${PDF.base64}` },
    ],
    [
      'of Gemini',
      { fileData: { fileUri: URL, mimeType: 'application/pdf' } },
      { inlineData: { mimeType: 'application/pdf', data: PDF.base64 } },
    ],
  ])('%s is put into the request', (_, part, expected) => {
    expect(withMedia(asking(part), new Map([[URL, PDF]]))).toEqual(asking(expected));
    expect(mediaByUrl(asking(part))).toEqual([{ kind: 'document', url: URL, path: ['input', 0, 'content', 0] }]);
  });

  it('stays a URL where the file is an image: the provider would refuse it', () => {
    const body = asking({ type: 'input_file', file_url: URL });
    expect(withMedia(body, new Map([[URL, PNG]]))).toBe(body);
  });
});
