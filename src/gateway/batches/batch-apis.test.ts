import { describe, expect, it } from 'vitest';
import { BATCH_APIS, readBatch } from './batch-apis.ts';

const { batches: openai, 'message-batches': anthropic } = BATCH_APIS;

describe('a batch of OpenAI’s API', () => {
  it.each(['completed', 'failed', 'expired', 'cancelled'])('is over when it is %s', (status) => {
    expect(openai.read({ id: 'batch_1', object: 'batch', status })).toMatchObject({ isOver: true, results: [] });
  });

  it.each(['validating', 'in_progress', 'finalizing', 'cancelling', 'of_tomorrow'])('runs while it is %s', (status) => {
    expect(openai.read({ id: 'batch_1', object: 'batch', status })?.isOver).toBe(false);
  });

  it('has its results in one file and its errors in another, and names no path by an id', () => {
    const told = { id: 'a/b', object: 'batch', status: 'expired', output_file_id: 'f/../1', error_file_id: 'f2' };
    expect(openai.read(told)?.results.map(({ path }) => path)).toEqual([
      '/files/f%2F..%2F1/content',
      '/files/f2/content',
    ]);
    expect(openai.statusAt('a/b').path).toBe('/batches/a%2Fb');
  });

  it.each(['/chat/completions', '/v1/chat/completions'])('names the path of its requests as %s', (endpoint) => {
    const told = { id: 'b', object: 'batch', status: 'completed', endpoint };
    expect(openai.read(told)?.path).toBe('/v1/chat/completions');
  });

  it.each([
    [
      { custom_id: 'a', response: { status_code: 200, body: { id: 'x' } } },
      { status: 200, answer: { id: 'x' } },
    ],
    [
      { custom_id: 'a', response: { status_code: 429, body: { error: { message: 'Slow' } } } },
      { status: 429, answer: null, problem: 'Slow' },
    ],
    [
      { custom_id: 'a', response: null, error: { code: 'batch_expired', message: 'Late' } },
      { status: 0, answer: null, problem: 'Late' },
    ],
    [{}, { customId: '', status: 0, answer: null }],
  ])('has the line %j', (line, expected) => {
    expect(openai.readLine(line)).toMatchObject(expected);
  });
});

describe('a batch of Anthropic’s API', () => {
  it.each([
    ['in_progress', false],
    ['canceling', false],
    ['ended', true],
  ])('that is %s', (status, isOver) => {
    expect(anthropic.read({ id: 'b', type: 'message_batch', processing_status: status })?.isOver).toBe(isOver);
  });

  it.each([
    [
      { type: 'succeeded', message: { id: 'm' } },
      { status: 200, answer: { id: 'm' } },
    ],
    [
      { type: 'errored', error: { type: 'error', error: { type: 'invalid_request_error', message: 'No' } } },
      { status: 400, answer: null, problem: 'No' },
    ],
    [{ type: 'expired' }, { status: 0, answer: null, problem: 'It is expired.' }],
    [{ type: 'canceled' }, { status: 0, answer: null, problem: 'It is canceled.' }],
  ])('has the result %j', (result, expected) => {
    expect(anthropic.readLine({ custom_id: 'a', result })).toMatchObject({ customId: 'a', ...expected });
  });
});

it.each(['', '<html>', '[]', '{}', '{"id":"x","object":"file"}'])('%j is no batch', (text) => {
  expect(readBatch('batches', Buffer.from(text))).toBeNull();
  expect(readBatch('message-batches', Buffer.from(text))).toBeNull();
});
