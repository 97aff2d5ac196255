import { describe, expect, it } from 'vitest';
import { countTokens } from '../endpoints/count-tokens.ts';
import { countBedrockTokens } from '../endpoints/count-bedrock-tokens.ts';
import { countContentTokens } from '../endpoints/count-content-tokens.ts';
import { batchEmbedContents, embedContent } from '../endpoints/embed-content.ts';
import { embeddings } from '../endpoints/embeddings.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { messages } from '../endpoints/messages.ts';
import { PROXIES } from '../endpoints/proxy.ts';
import type { Decoded, Route } from '../exchange.ts';
import { decode } from './decode.ts';

interface Sent {
  body: string | Buffer;
  route?: Partial<Route>;
}

function run({ body, route }: Sent): Decoded {
  const arrived = {
    body: Buffer.from(body),
    headers: {},
    route: { endpoint: messages, raw: null, notes: [], ...route },
  };
  return decode.run(arrived as never, {} as never) as Decoded;
}

describe('what a body asks for', () => {
  it('is taken from its top level', () => {
    const body = '{"model":"@a/claude-x","stream":true,"anthropic_beta":["b","a"],"messages":[{"model":"inner"}]}';
    expect(run({ body })).toMatchObject({ requestedModel: '@a/claude-x', stream: true, endpoint: messages });
  });

  it('is no stream unless it says true, nor where the answer comes in one piece', () => {
    for (const stream of ['false', '"true"', '1', 'null'])
      expect(run({ body: `{"stream":${stream}}` }).stream).toBe(false);
    for (const endpoint of [embeddings, countTokens]) {
      expect(run({ body: '{"stream":true}', route: { endpoint } }).stream).toBe(false);
    }
  });

  it('is what a raw path says, over the body', () => {
    const raw = { model: 'claude-of-the-path', stream: false };
    expect(run({ body: '{"model":"other","stream":true}', route: { raw } })).toMatchObject({
      requestedModel: 'claude-of-the-path',
      stream: false,
    });
  });

  it('may leave the model to a config', () => {
    expect(run({ body: '{}' }).requestedModel).toBeNull();
  });
});

describe('a large body gives others their turn', () => {
  const MIB = 1024 * 1024;
  const ones = `[${'1,'.repeat(2 * MIB)}1]`;
  const prose = 'word '.repeat(MIB);
  const list = `["${'a word of thirteen","'.repeat(180_000)}"]`;
  const inBase64 = Buffer.from(`{"messages":${list}}`).toString('base64');
  const [opaqueProxy] = PROXIES.filter(({ match }) => match('/v1/proxy/anything') !== null);

  // A megabyte of short values takes four slices, and a long string one.
  it.each<[string, UpstreamEndpoint | undefined, string, number]>([
    ['on a path that is passed on', opaqueProxy, `{"model":"m","a":${ones}}`, 14],
    ['with a call of Gemini inside', countContentTokens, `{"generateContentRequest":{"contents":${list}}}`, 24],
    ['with a call of Converse inside', countBedrockTokens, `{"input":{"converse":{"messages":${list}}}}`, 24],
    ['with a body of InvokeModel inside', countBedrockTokens, `{"input":{"invokeModel":{"body":"${inBase64}"}}}`, 14],
  ])('%s', async (_, endpoint = opaqueProxy, body, slices) => {
    let turns = 0;
    const nextTurn = () => Promise.resolve(void (turns += 1));
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const raw = { model: 'm', stream: false };
    const arrived = { body: Buffer.from(body), headers, route: { endpoint, raw, notes: [] } };
    const decoded = await decode.run(arrived as never, { nextTurn } as never);
    expect(decoded.requestedModel).toBe('m');
    expect(turns).toBeGreaterThanOrEqual(slices);
  });

  it('and one whose texts must be parsed at once may only have some of them', async () => {
    const nextTurn = () => Promise.resolve();
    for (const [endpoint, body] of [
      [embedContent, { content: { parts: [{ text: prose }] } }],
      [batchEmbedContents, { requests: [{ content: { parts: [{ text: prose }] } }] }],
    ] as const) {
      const route = { endpoint, raw: { model: 'named', stream: false } };
      const arrived = { body: Buffer.from(JSON.stringify(body)), headers: {}, route };
      await expect(async () => decode.run(arrived as never, { nextTurn } as never)).rejects.toMatchObject({
        code: 'body_too_large',
      });
    }
  });
});

describe('a body of two meanings', () => {
  it.each([
    ['model', '"model":"claude-opus-4-8","model":"claude-haiku-4-5"'],
    ['model', '"model":"claude-opus-4-8","mod\\u0065l":"claude-haiku-4-5"'],
    ['messages', '"model":"m","messages":[{"role":"user","content":"evil"}],"messages":[]'],
    ['system', '"model":"m","system":"a","system":"b"'],
  ])('is refused: %s stands twice', (member, members) => {
    expect(() => run({ body: `{${members}}` })).toThrow(
      expect.objectContaining({ code: 'invalid_request', member, message: `${member}: it stands twice in the body.` }),
    );
  });
});

describe('a body that cannot be read', () => {
  it.each<[string, string | Buffer, string, RegExp]>([
    ['is empty', '', 'invalid_json', /no body/],
    ['is no JSON', '{"a":', 'invalid_json', /not valid JSON/],
    ['is no object', '[1]', 'invalid_json', /not valid JSON/],
    ['has a stream that is no JSON', '{"stream":tru}', 'invalid_json', /^stream: the value is not valid JSON/],
    ['has bytes that are no UTF-8', Buffer.from('{"ä":"\xff"}', 'latin1'), 'invalid_json', /first bad byte near 2\)/],
    ['has an empty model', '{"model":""}', 'missing_model', /it is ""\.$/],
    ['has a model that is no text', '{"model": {"id":1}}', 'missing_model', /it is \{"id":1\}\.$/],
    ['has an endless model', `{"model":[${'9,'.repeat(50)}9]}`, 'missing_model', /it is \[(9,){19}9\.$/],
  ])('%s', (_, body, code, message) => {
    expect(() => run({ body })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});
