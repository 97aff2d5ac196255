import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../wire/json/object.ts';
import { CheckError, type CheckPorts, type OutboundCall, type Subject } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { judgementOf } from '../../run-check.ts';
import { inlineImageUrls } from './index.ts';

const PNG = Buffer.from('\u0089PNG\r\n\u001A\n and so on', 'latin1').toString('base64');
const image = { status: 200, headers: {}, body: PNG };
const URL = 'https://images.example.com/a.png?sig=1';
const asking = (content: unknown[]): JsonObject => ({ model: 'm', messages: [{ role: 'user', content }] });
const byUrl = asking([{ type: 'image', source: { type: 'url', url: URL } }]);
const subject = { request: { json: () => byUrl } };

testCheck({
  check: inlineImageUrls,
  wrong: [{ maxSizeBytes: 0 }, { timeoutMs: 'soon' }, { providers: 'vertex-ai' }],
  cases: [
    { name: 'an image that is there', subject, service: image, verdict: true },
    { name: 'no image', verdict: true },
    { name: 'another provider than those listed', parameters: { providers: ['bedrock'] }, subject, verdict: true },
    { name: 'an image that is gone stays a URL', subject, service: { ...image, status: 404 }, verdict: true },
    {
      name: 'an image that is gone where it must be there',
      parameters: { failOnError: true },
      subject,
      service: { ...image, status: 404 },
      verdict: false,
    },
    {
      name: 'an address inside where it must be there',
      parameters: { failOnError: true },
      subject,
      service: new CheckError('not_allowed', 'The address may not be called from here.'),
      verdict: false,
    },
    { name: 'a body that is no object', subject: { request: { json: () => null } }, verdict: 'unreadable' },
  ],
});

async function judged(body: JsonObject, answer: (call: OutboundCall) => string = () => PNG) {
  const opened = inlineImageUrls.open({});
  if (opened.kind !== 'judge') throw new Error('It is a judge.');
  const calls: OutboundCall[] = [];
  const ports = {
    call: async (call: OutboundCall) => (calls.push(call), { status: 200, headers: {}, body: answer(call) }),
  } as unknown as CheckPorts;
  const request = { provider: 'vertex-ai', json: () => body } as unknown as Subject['request'];
  const judgement = await judgementOf(
    opened.judge({ side: 'input', texts: [], toolCalls: [], answer: null, request }, ports),
  );
  return { judgement, calls };
}

describe('an image by URL', () => {
  const dataUrl = `data:image/png;base64,${PNG}`;
  it.each<[string, JsonObject, JsonObject]>([
    [
      'of Messages',
      { type: 'image', source: { type: 'url', url: URL }, cache_control: { type: 'ephemeral' } },
      {
        type: 'image',
        source: { type: 'base64', media_type: 'image/png', data: PNG },
        cache_control: { type: 'ephemeral' },
      },
    ],
    [
      'in the result of a tool',
      { type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: { type: 'url', url: URL } }] },
      {
        type: 'tool_result',
        tool_use_id: 't',
        content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }],
      },
    ],
    [
      'of Chat Completions',
      { type: 'image_url', image_url: { url: URL, detail: 'low' } },
      { type: 'image_url', image_url: { url: dataUrl, detail: 'low' } },
    ],
    ['of Responses', { type: 'input_image', image_url: URL }, { type: 'input_image', image_url: dataUrl }],
    [
      'of Gemini',
      { fileData: { fileUri: URL, mimeType: 'image/png' } },
      { inlineData: { mimeType: 'image/png', data: PNG } },
    ],
  ])('%s is put into the request', async (_, part, expected) => {
    const { judgement } = await judged(asking([{ type: 'text', text: 'Look' }, part]));
    expect(judgement.json).toEqual(asking([{ type: 'text', text: 'Look' }, expected]));
  });

  it.each<[string, JsonObject]>([
    ['an image that is there already', { type: 'image_url', image_url: { url: dataUrl } }],
    ['a file of the vendor', { fileData: { fileUri: 'gs://bucket/a.png', mimeType: 'image/png' } }],
    [
      'a file that the vendor was given',
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/a', mimeType: 'image/png' } },
    ],
    ['a video', { fileData: { fileUri: 'https://example.com/v', mimeType: 'video/mp4' } }],
    ['a URL in a text', { type: 'text', text: URL }],
  ])('%s is none, and nobody is called', async (_, part) => {
    const { judgement, calls } = await judged(asking([part]));
    expect([judgement.json, calls]).toEqual([undefined, []]);
  });

  it('is fetched once, however often it is named, and what is no image stays a URL', async () => {
    const page = 'https://example.com/page';
    const parts = [URL, URL, page].map((url) => ({ type: 'image_url', image_url: { url } }));
    const answer = ({ url }: OutboundCall) => (url === page ? Buffer.from('<html>').toString('base64') : PNG);
    const { judgement, calls } = await judged(asking(parts), answer);
    expect(calls.map(({ url }) => url)).toEqual([URL, page]);
    expect(calls[0]).toMatchObject({ method: 'GET', base64: { maxBytes: 20_971_520 } });
    expect(judgement.data).toEqual({
      explanation: '1 of 2 images were put into the request.',
      problems: ['What a URL led to is no PNG, JPEG, GIF or WebP.'],
    });
    expect(JSON.stringify(judgement.json)).toContain(page);
    expect(JSON.stringify(judgement.data)).not.toContain('sig=1');
  });

  it('beyond fifty stays a URL', async () => {
    const parts = Array.from({ length: 60 }, (_, at) => ({ type: 'input_image', image_url: `${URL}&n=${at}` }));
    const { judgement, calls } = await judged(asking(parts));
    expect(calls).toHaveLength(50);
    expect(judgement.data).toMatchObject({ problems: ['At most 50 images are fetched.'] });
  });
});
