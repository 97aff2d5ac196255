import { describe, expect, it, vi } from 'vitest';
import { claudeCodeBody } from '../../../testkit/claude-code-body.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { refuseRemoteSources } from './remote-sources.ts';

const user = (...content: object[]) => ({ role: 'user', content });
const image = (source: object) => ({ type: 'image', source });
const pdf = (source: object) => ({ type: 'document', source, citations: { enabled: true } });
const result = (...content: object[]) => ({ type: 'tool_result', tool_use_id: 'toolu_1', content });

const URL = { type: 'url', url: 'https://example.com/a.png' };
const FILE = { type: 'file', file_id: 'file_1' };
const DATA = { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' };

/** Long enough for its strings to be noted. */
const FILLER = user({ type: 'text', text: 'x'.repeat(10_000) });

const scanned = (...messages: object[]) => scanDocument(Buffer.from(JSON.stringify({ messages })), 'messages');
const refuse = (...messages: object[]) => refuseRemoteSources(scanned(...messages));

describe('an image or a document that is not in the request', () => {
  it.each([
    ['an image', user(image(URL)), 'messages.1.content.0.source: Vertex AI takes no source of type "url".'],
    [
      'a file',
      user(image(DATA), image(FILE)),
      'messages.1.content.1.source: Vertex AI takes no source of type "file".',
    ],
    ['a document', user(pdf(URL)), 'messages.1.content.0.source'],
    ['what a tool showed', user(result(image(DATA), image(URL))), 'messages.1.content.0.content.1.source'],
    [
      'an image in a document',
      user(pdf({ type: 'content', content: [image(DATA), image(URL)] })),
      'messages.1.content.0.source.content.1.source',
    ],
    [
      'an image in a document that a tool showed',
      user(result(pdf({ type: 'content', content: [image(FILE)] }))),
      'messages.1.content.0.content.0.source.content.0.source',
    ],
  ])('is refused with its place: %s', (_, message, words) => {
    for (const before of [user({ type: 'text', text: 'short' }), FILLER]) {
      expect(() => refuse(before, message)).toThrow(
        expect.objectContaining({
          code: 'operation_not_supported',
          status: 400,
          message: expect.stringContaining(words),
          hint: expect.stringContaining('base64'),
        }) as Error,
      );
    }
  });

  it.each<[string, object]>([
    ['data', user(image(DATA), pdf({ type: 'text', media_type: 'text/plain', data: 'url' }))],
    ['a search result, whose source is a link', user({ type: 'search_result', source: 'https://a', title: 'url' })],
    [
      'what a tool was given',
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'a', input: image(URL) }] },
    ],
    ['a text that quotes one', user({ type: 'text', text: JSON.stringify(image(URL)) })],
    ['content that is text', { role: 'user', content: '"source" "url"' }],
    ['blocks that nobody knows', user({ type: 'hologram', source: URL })],
    ['sources that are none', user({ type: 'image', source: [URL] }, { type: 'image', source: 'url' })],
  ])('is nothing else: %s', (_, message) => {
    for (const before of [user({ type: 'text', text: 'short' }), FILLER]) {
      expect(() => refuse(before, message)).not.toThrow();
    }
  });

  it('is not looked for in a conversation without one, though its tools take URLs', () => {
    const body = { ...(JSON.parse(claudeCodeBody().toString('utf8')) as object) };
    const tools = [{ name: 'WebFetch', input_schema: { type: 'object', properties: { url: { type: 'string' } } } }];
    const document = scanDocument(Buffer.from(JSON.stringify({ ...body, tools })), 'messages');
    const searched = vi.spyOn(document.bytes, 'subarray');
    refuseRemoteSources(document);
    expect(searched).not.toHaveBeenCalled();
  });

  it('is looked for in a few levels only, however deep a body nests what could hold one', () => {
    const depth = 50_000;
    const bytes = Buffer.from(
      `{"messages":[{"role":"user","content":${'[{"type":"tool_result","content":'.repeat(depth)}[{"source":"url"}]${'}]'.repeat(depth)}}]}`,
    );
    const document = scanDocument(bytes, 'messages');
    const searched = vi.spyOn(document.bytes, 'subarray');
    expect(() => refuseRemoteSources(document)).not.toThrow();
    expect(searched.mock.calls.length).toBeLessThan(20);
  });
});
