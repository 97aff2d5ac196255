import { describe, expect, it } from 'vitest';
import { countTokens } from '../endpoints/count-tokens.ts';
import { embeddings } from '../endpoints/embeddings.ts';
import { messages } from '../endpoints/messages.ts';
import type { Decoded, Route } from '../exchange.ts';
import { decode } from './decode.ts';

interface Sent {
  body: string | Buffer;
  route?: Partial<Route>;
}

function run({ body, route }: Sent): Decoded {
  const arrived = {
    body: Buffer.from(body),
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
