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

  it.each([
    [
      'the input of a tool',
      { type: 'tool_use', id: '1', name: 'post', input: { type: 'image', source: { type: 'url', url: URL } } },
    ],
    [
      'a call of Gemini’s',
      { functionCall: { name: 'post', args: { fileData: { fileUri: URL, mimeType: 'image/png' } } } },
    ],
    [
      'what a tool gave back',
      { functionResponse: { name: 'read', response: { type: 'input_image', image_url: URL } } },
    ],
  ])('in %s is none: it was fetched, and the tool’s words were changed', (_, part) => {
    expect(mediaByUrl(asking(part))).toEqual([]);
    expect(mediaByUrl({ tools: [{ examples: [{ type: 'input_image', image_url: URL }] }] })).toEqual([]);
  });

  it.each([
    ['a tool’s result', { type: 'tool_result', content: [{ type: 'image', source: { type: 'url', url: URL } }] }],
    ['the output of a function', { type: 'function_call_output', output: [{ type: 'input_image', image_url: URL }] }],
    [
      'the parts of Gemini’s result',
      { functionResponse: { parts: [{ fileData: { fileUri: URL, mimeType: 'image/png' } }] } },
    ],
  ])('in %s is one', (_, part) => {
    expect(mediaByUrl(asking(part))).toHaveLength(1);
  });

  it('stays a URL where the file is an image: the provider would refuse it', () => {
    const body = asking({ type: 'input_file', file_url: URL });
    expect(withMedia(body, new Map([[URL, PNG]]))).toBe(body);
  });
});
