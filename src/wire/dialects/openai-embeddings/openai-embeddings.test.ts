import { atOnce } from '../../../kernel/slices.ts';
import fc from 'fast-check';
import { emptyUsage } from '../../usage.ts';
import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../json/scan.ts';
import { readBase64Vectors } from '../../embeddings.ts';
import { readEmbeddingsUsage, writeEmbeddings } from './answers.ts';
import { openaiEmbeddings } from './index.ts';
import { readEmbeddingsRequest } from './read-request.ts';

const read = (body: object) => readEmbeddingsRequest(scanDocument(Buffer.from(JSON.stringify(body))));

describe('a request for embeddings', () => {
  it('has defaults for all but the text, and a null is no value', () => {
    const plain = { input: ['a'], dimensions: null, encoding: 'float', taskType: null, others: [] };
    expect(read({ model: 'm', input: 'a' })).toEqual(plain);
    expect(read({ input: ['a'], dimensions: null, encoding_format: null, task_type: null })).toEqual(plain);
    const asked = { dimensions: 5, encoding_format: 'base64', task_type: 'SEMANTIC_SIMILARITY' };
    expect(read({ input: ['a', 'b'], ...asked })).toEqual({
      input: ['a', 'b'],
      dimensions: 5,
      encoding: 'base64',
      taskType: 'SEMANTIC_SIMILARITY',
      others: [],
    });
  });

  it('keeps the names of what it does not know, each once', () => {
    expect(read({ input: 'a', user: 'u', input_type: 'query' }).others).toEqual(['user', 'input_type']);
    const twice = '{"input":"a","user":1,"user":2}';
    expect(readEmbeddingsRequest(scanDocument(Buffer.from(twice))).others).toEqual(['user']);
  });

  it('may be made of token ids, which are not read', () => {
    expect(read({ input: [1, 2] }).input).toBe('token-ids');
    expect(read({ input: [[1], [2]] }).input).toBe('token-ids');
  });

  it.each([
    [{}, 'input'],
    [{ input: 5 }, 'input'],
    [{ input: '' }, 'input'],
    [{ input: [] }, 'input'],
    [{ input: ['a', null] }, 'input'],
    [{ input: ['a', ''] }, 'input[1]'],
    [{ input: 'a', dimensions: 0 }, 'dimensions'],
    [{ input: 'a', dimensions: '5' }, 'dimensions'],
    [{ input: 'a', encoding_format: 'hex' }, 'encoding_format'],
    [{ input: 'a', task_type: {} }, 'task_type'],
  ])('%j is refused at %s', (body, member) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: expect.stringContaining(`${member}: expected`),
      }) as Error,
    );
  });

  it('whose members are no JSON is refused as such', () => {
    expect(() => readEmbeddingsRequest(scanDocument(Buffer.from('{"input":tru}')))).toThrow(
      /input: the value is not valid JSON/,
    );
  });
});

describe('an embeddings answer', () => {
  it('in base64 carries every vector to the last bit of its 32', () => {
    const vectors = fc.array(fc.array(fc.float({ noNaN: true }), { maxLength: 9 }), { maxLength: 4 });
    fc.assert(
      fc.property(vectors, (floats) => {
        const body = atOnce(writeEmbeddings({ vectors: floats, inputTokens: 3 }, 'm', 'base64'));
        expect(readBase64Vectors(body).map((vector) => [...vector])).toEqual(floats);
        expect(usageOf(JSON.parse(body.toString()).usage)).toMatchObject({ meters: { input_tokens: 3 }, unread: [] });
      }),
    );
  });

  it.each(['{}', '{"data":5}', '{"data":[{"embedding":[1,2]}]}', '{"data":[7]}'])('%s is none in base64', (body) => {
    expect(() => readBase64Vectors(Buffer.from(body))).toThrow(/answer/);
  });

  it.each([undefined, null, 7, {}, { prompt_tokens: '7' }, { prompt_tokens: 1.5 }, { prompt_tokens: 1e300 }])(
    'that tells no count is not one of 0 tokens: %j',
    (reported) => {
      const usage = usageOf(reported);
      expect(usage.meters).toEqual({});
      expect(usage.unread).toHaveLength(1);
    },
  );

  it('names a count that has no price', () => {
    expect(usageOf({ prompt_tokens: 3, total_tokens: 3, image_tokens: 9 }).unread).toEqual(['usage.image_tokens']);
    expect(usageOf({ prompt_tokens: 3, total_tokens: 5 }).unread).toEqual(['usage.total_tokens']);
  });
});

function usageOf(reported: unknown) {
  const usage = emptyUsage();
  readEmbeddingsUsage(usage, reported);
  return usage;
}

it('embeddings that do not count their input have unread usage', () => {
  expect(openaiEmbeddings.readWhole(Buffer.from('{"object":"list"}')).usage?.unread).toEqual(['usage']);
  expect(openaiEmbeddings.readWhole(Buffer.from('{}')).usage).toBeNull();
});
