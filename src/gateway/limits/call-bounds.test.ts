import { describe, expect, it } from 'vitest';
import { priceOf } from '../../catalog/price-book.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { emptyUsage, METERS } from '../../wire/usage.ts';
import { boundsOf, mostOutputOf } from './call-bounds.ts';
import { inputBoundOf } from './input-bound.ts';

const bounds = (body: object, contextTokens: number | null = 128_000, imageTokens: number | null = 5000) => {
  const document = scanDocument(Buffer.from(JSON.stringify(body)));
  return boundsOf(
    {
      platform: 'openai',
      model: 'gpt-4o',
      region: null,
      document,
      outputMembers: ['max_tokens', 'max_completion_tokens'],
      maxOutputTokens: 16_384,
      reading: { imageTokens, contextTokens },
    },
    { priceOf },
  );
};

describe('what a call can write at most', () => {
  it('is as long for each of several answers, and is lowered for none', () => {
    expect(bounds({ max_tokens: 1000 })).toMatchObject({ maxOutput: 1000, maxOutputMember: 'max_tokens' });
    expect(bounds({ max_tokens: 1000, n: 3 })).toMatchObject({ maxOutput: 3000, maxOutputMember: null });
    expect(bounds({ n: 3 })).toMatchObject({ maxOutput: 3 * 16_384, maxOutputMember: null });
  });

  it('is the largest of several limits, wherever the larger one stands: a host may get it under the name of the other', () => {
    const larger = { maxOutput: 9000, maxOutputMember: null };
    expect(bounds({ max_tokens: 1, max_completion_tokens: 9000 })).toMatchObject(larger);
    expect(bounds({ max_tokens: 9000, max_completion_tokens: 1 })).toMatchObject(larger);
    expect(bounds({ max_tokens: null, max_completion_tokens: 7 })).toMatchObject({
      maxOutput: 7,
      maxOutputMember: 'max_completion_tokens',
    });
  });

  it('is all that the model writes where only another vendor’s name for a limit stands, which nobody reads upstream', () => {
    expect(bounds({ max_output_tokens: 1 })).toMatchObject({ maxOutput: 16_384, maxOutputMember: null });
    expect(bounds({ max_output_tokens: 1, max_tokens: 7 })).toMatchObject({ maxOutput: 7 });
  });

  it('is what goes upstream where that is more, and is not lowered: it would be raised again', () => {
    const document = scanDocument(Buffer.from('{"max_tokens":10}'));
    const asked = { platform: 'openai', model: 'gpt-4o', region: null, document, outputMembers: ['max_tokens'] };
    const facts = { maxOutputTokens: 16_384, reading: { imageTokens: null, contextTokens: null } };
    const raised = boundsOf({ ...asked, ...facts, writtenOutput: () => 500 }, { priceOf });
    expect(raised).toMatchObject({ maxOutput: 500, maxOutputMember: null });
  });

  it('is bounded by no model in a session, which has as many answers as its client asks for', () => {
    expect(mostOutputOf({ isTurn: true, isSession: true }, 4096)).toBeGreaterThan(100_000_000);
    expect(mostOutputOf({ isTurn: true }, 4096)).toBe(4096);
    expect(mostOutputOf({ isTurn: true }, null)).toBe(128_000);
    expect(mostOutputOf({ isTurn: false }, 4096)).toBe(0);
  });
});

describe('what a call can read at most', () => {
  const inputOf = (content: object, context: number | null = 128_000) =>
    bounds({ messages: [{ role: 'user', content: [content] }] }, context).input.tokens;
  const dataUrl = (bytes: number) => `data:image/png;base64,${'A'.repeat(bytes)}`;
  const image = (source: object) => ({ type: 'image', source });
  const base64 = (bytes: number) => image({ type: 'base64', media_type: 'image/png', data: 'A'.repeat(bytes) });

  const inline = (mimeType: string) => ({ inlineData: { mimeType, data: 'A'.repeat(400_000) } });
  const converse = (kind: string) => ({ [kind]: { format: 'x', source: { bytes: 'A'.repeat(400_000) } } });

  it.each([
    ['an image by URL', image({ type: 'url', url: 'https://a.example/1.png' }), 5000],
    ['an image by its id', image({ type: 'file', file_id: 'file_1' }), 128_000],
    ['an image by URL, as OpenAI has it', { type: 'image_url', image_url: { url: 'https://a.example/1.png' } }, 5000],
    ['a PDF by URL', { type: 'document', source: { type: 'url', url: 'https://a.example/1.pdf' } }, 128_000],
    ['a PDF of few bytes', { type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA' } }, 128_000],
    ['a file of Gemini', { fileData: { fileUri: 'https://a.example/video' } }, 128_000],
    ['a picture of few bytes, which may be large', base64(10), 5000],
    ['the same in Gemini’s form', { inlineData: { mimeType: 'image/png', data: 'AAAA' } }, 5000],
    ['the same in Converse’s form', { image: { format: 'png', source: { bytes: 'AAAA' } } }, 5000],
    ['a PDF in Converse’s form', { document: { format: 'pdf', name: 'a', source: { bytes: 'AAAA' } } }, 128_000],
    ['an image by URL whose type stands last', image({ url: 'https://a.example/{1}.png', type: 'url' }), 5000],
    ['a PDF by URL whose type stands last', { type: 'document', source: { url: 'https://a', type: 'url' } }, 128_000],
    ['a video by URL', { type: 'video_url', video_url: { url: 'https://a.example/1.mp4' } }, 128_000],
    ['a document by URL, as Mistral has it', { type: 'document_url', document_url: 'https://a.example/1' }, 128_000],
    ['an item that the provider keeps', { type: 'item_reference', id: 'msg_1' }, 128_000],
    ['the same in a URL', { type: 'image_url', image_url: { url: dataUrl(10) } }, 5000],
  ])('is more than its bytes where %s may be more', (_, content, tokens) => {
    expect(inputOf(content)).toBeGreaterThanOrEqual(tokens);
    expect(inputOf(content)).toBeLessThanOrEqual(tokens + 300);
  });

  it.each(['\\u0066ile_id', 'file\\u005fid'])('sees a file whose name is written with escapes (%s)', (name) => {
    const document = scanDocument(Buffer.from(`{"messages":[{"role":"user","content":[{"${name}":"f"}]}]}`));
    expect(inputBoundOf(document, { imageTokens: 5000, contextTokens: 128_000 })).toMatchObject({
      unseen: expect.any(Number),
    });
    expect(inputBoundOf(document, { imageTokens: 5000, contextTokens: 128_000 }).unseen).toBeGreaterThan(127_000);
  });

  it('is by its bytes a text that has escapes in its words', () => {
    const bytes = Buffer.from('{"messages":[{"role":"user","content":"\\\\u0066ile \\u003cb\\u003e \\u00e9"}]}');
    expect(inputBoundOf(scanDocument(bytes), { imageTokens: 5000, contextTokens: 128_000 }).unseen).toBe(0);
  });

  it.each([
    ['a video beside an image, in Gemini’s form', [inline('video/mp4'), inline('image/png')]],
    ['the same before it', [inline('image/png'), inline('video/mp4')]],
    ['a video beside an image, in Converse’s form', [converse('video'), converse('image')]],
    [
      'a text that begins like an image',
      [{ type: 'text', text: `data:image/png;base64,${'words'.repeat(84_000)}` }, { image: {} }],
    ],
    ['data that are no image for the model', [{ media_type: 'image/png', data: 'words '.repeat(70_000) }]],
    ['a type that is named twice', [{ media_type: 'image/png', mimeType: 'text/plain', data: 'A'.repeat(400_000) }]],
  ])('is by its bytes, which are no picture’s: %s', (_, content) => {
    expect(bounds({ messages: [{ role: 'user', content }] }, 2_000_000).input.tokens).toBeGreaterThan(400_000);
  });

  it('is all that the model reads where more stands than anybody looks at: that held the event loop for a second', () => {
    const content = Array.from({ length: 20_000 }, () => ({ type: 'image', data: '' }));
    expect(inputOf(content, 1_000_000)).toBe(1_000_000);
  });

  it('sees a file in a large body, too', () => {
    const body = {
      messages: [{ role: 'user', content: ['x'.repeat(100_000), { type: 'file', file: { file_id: 'f' } }] }],
    };
    expect(bounds(body).input.tokens).toBe(128_000);
  });

  it('is no more than a picture counts, however many bytes it has', () => {
    expect(inputOf(base64(400_000))).toBeLessThan(5300);
    expect(bounds({ messages: [base64(400_000)] }, 128_000, null).input.tokens).toBeGreaterThan(48_169);
    expect(inputOf({ type: 'image_url', image_url: { url: dataUrl(400_000) } })).toBeLessThan(5300);
  });

  it.each(['previous_response_id', 'conversation', 'cachedContent'])(
    'is all that the model reads with %s',
    (member) => {
      expect(bounds({ input: 'And?', [member]: 'id' }).input.tokens).toBe(128_000);
    },
  );

  it('is all that the model reads with a prompt that the provider keeps, and its bytes with the prompt itself', () => {
    expect(bounds({ input: 'And?', prompt: { id: 'pmpt_1' } }).input.tokens).toBe(128_000);
    const nothing = { input: 'And?', previous_response_id: null, conversation: null };
    expect(bounds(nothing).input.tokens).toBe(JSON.stringify(nothing).length);
    expect(bounds({ prompt: 'Once upon a time' }).input.tokens).toBe('{"prompt":"Once upon a time"}'.length);
  });

  it('is by its bytes a tool that takes the id of a file', () => {
    const parameters = { type: 'object', properties: { file_id: { type: 'string' } }, required: ['file_id'] };
    const body = { messages: [], functions: [{ name: 'open', parameters }] };
    expect(bounds(body).input.tokens).toBe(JSON.stringify(body).length);
  });

  it('is by its bytes what a text says of files and images', () => {
    const text = JSON.stringify({
      type: 'image_url',
      image_url: 'x',
      file_id: 'y',
      source: { type: 'url' },
      a: 'application/pdf',
    });
    const content = { type: 'text', text };
    expect(inputOf(content)).toBe(JSON.stringify({ messages: [{ role: 'user', content: [content] }] }).length);
  });

  it('trusts a report of fewer tokens than the largest picture would be', () => {
    const { inputOf: told, leastInput } = bounds({ messages: [{ role: 'user', content: [base64(10)] }] });
    expect(leastInput).toBeLessThan(20);
    expect(told({ ...emptyUsage(), meters: { [METERS.input]: 60 } })).toMatchObject({ tokens: 60 });
  });

  it('is more than any model reads where nobody knows how much that is', () => {
    expect(inputOf({ fileData: { fileUri: 'https://a.example/video' } }, null)).toBeGreaterThan(1_900_000);
  });
});
