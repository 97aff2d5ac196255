import { testDialect } from '../dialect.suite.ts';
import { gemini } from './index.ts';

const HEAD = { modelVersion: 'gemini-3.5-flash', responseId: 'r1' };
const USAGE = { promptTokenCount: 12, candidatesTokenCount: 3, thoughtsTokenCount: 2, totalTokenCount: 17 };
const chunk = (text: string, more: object = {}, members: object = {}): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }], ...members, ...HEAD })}\n\n`;

const ASK = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] };

testDialect({
  dialect: gemini,
  request: {
    json: JSON.stringify(ASK),
    // The path says how it is delivered.
    delivered: JSON.stringify(ASK),
    another: JSON.stringify({ ...ASK, labels: { team: 'a' } }),
  },
  whole: JSON.stringify({
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hello!' }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: USAGE,
    ...HEAD,
  }),
  events: [
    `data: ${JSON.stringify({ usageMetadata: { promptTokenCount: 12, totalTokenCount: 12 }, ...HEAD })}\n\n`,
    chunk('Hello'),
    chunk('!'),
    chunk('', { finishReason: 'STOP' }, { usageMetadata: USAGE }),
  ],
  stopReason: 'STOP',
  tokens: 17,
  errorEvent: {
    text: 'data: {"error":{"code":429,"message":"Slow down","status":"RESOURCE_EXHAUSTED"}}\n\n',
    status: 429,
  },
  silent: 1,
});
