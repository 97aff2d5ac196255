import { testDialect } from '../dialect.suite.ts';
import { anthropicMessages } from './index.ts';

const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-x' };
const USAGE = { input_tokens: 12, output_tokens: 5 };
const ASK = { model: 'claude-x', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }], stream: true };

testDialect({
  dialect: anthropicMessages,
  request: {
    json: JSON.stringify(ASK),
    delivered: JSON.stringify({ ...ASK, stream: false }),
    another: JSON.stringify({ ...ASK, metadata: { user_id: 'somebody' } }),
  },
  whole: JSON.stringify({
    ...MESSAGE,
    content: [{ type: 'text', text: 'Hello!' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: USAGE,
  }),
  events: [
    event('message_start', {
      message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 0 } },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hello' } }),
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: '!' } }),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } }),
    event('message_stop', {}),
  ],
  stopReason: 'end_turn',
  tokens: 17,
  errorEvent: { text: event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }), status: 529 },
  silent: 2,
});
