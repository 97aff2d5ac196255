import { expect, it } from 'vitest';
import { GatewayError } from '../../../kernel/errors.ts';
import { testDialect } from '../dialect.suite.ts';
import { writeEventStreamMessage } from '../../framing/aws-event-stream.ts';
import { frame } from './encode-stream.ts';
import { bedrockConverse } from './index.ts';

const event = (name: string, payload: object): string => frame(name, { ...payload }).toString('latin1');
const USAGE = { inputTokens: 12, outputTokens: 5, totalTokens: 17 };
const ASK = { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] };

testDialect({
  dialect: bedrockConverse,
  encoding: 'latin1',
  request: {
    json: JSON.stringify(ASK),
    // The path says how it is delivered.
    delivered: JSON.stringify(ASK),
    another: JSON.stringify({ ...ASK, requestMetadata: { team: 'a' } }),
  },
  whole: JSON.stringify({
    output: { message: { role: 'assistant', content: [{ text: 'Hello!' }] } },
    stopReason: 'end_turn',
    usage: USAGE,
    metrics: { latencyMs: 7 },
  }),
  events: [
    event('messageStart', { role: 'assistant' }),
    event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' } }),
    event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: '!' } }),
    event('contentBlockStop', { contentBlockIndex: 0 }),
    event('messageStop', { stopReason: 'end_turn' }),
    event('metadata', { usage: USAGE, metrics: { latencyMs: 7 } }),
  ],
  stopReason: 'end_turn',
  tokens: 17,
  errorEvent: {
    text: writeEventStreamMessage(
      { ':message-type': 'exception', ':exception-type': 'throttlingException', ':content-type': 'application/json' },
      Buffer.from('{"message":"Slow down"}'),
    ).toString('latin1'),
    status: 429,
  },
  silent: 1,
});

it('an error has the name in a header by which AWS’s libraries know it', () => {
  const headers = (error: GatewayError) => bedrockConverse.errors.headers?.(error);
  expect(headers(new GatewayError('rate_limited', 'Slow down.'))).toEqual({
    'x-amzn-errortype': 'ThrottlingException',
  });
  const native = { dialect: 'bedrock-converse', type: 'x', code: 'ModelNotReadyException' };
  expect(headers(new GatewayError('upstream_error', 'Not yet.', { status: 429, native }))).toEqual({
    'x-amzn-errortype': 'ModelNotReadyException',
  });
});
