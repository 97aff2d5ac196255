/** OpenAI's embeddings as a dialect: one question, one answer, no conversation. */
import { readMarked } from '../../json/read-marked.ts';
import { emptyUsage } from '../../usage.ts';
import { noReasoning, type Dialect } from '../dialect.ts';
import { wordsOfContent } from '../../words.ts';
import { openaiErrors } from '../openai-chat/render-error.ts';
import { readEmbeddingsUsage } from './answers.ts';

export const openaiEmbeddings: Dialect = {
  id: 'openai-embeddings',
  turns: null,
  contentMembers: ['input'],
  outputMembers: [],
  stopReasons: [],
  errors: openaiErrors,
  maxTokensPerSecond: 0,
  stream: null,
  readWhole(body) {
    const { isAnswer, read } = readMarked(body, { key: 'object', json: '"list"' });
    const usage = emptyUsage();
    readEmbeddingsUsage(usage, read('usage'));
    const model = read('model');
    if (typeof model === 'string' && model !== '') usage.model = model;
    return { isAnswer, usage: isAnswer || Object.keys(usage.meters).length > 0 ? usage : null, stopReason: null };
  },
  untoldTerms: () => ({}),
  words: {
    ofTurn: () => [],
    isModelTurn: () => false,
    besides: { input: (value) => wordsOfContent(value, 'user') },
    ofAnswer: null,
    toolCalls: () => [],
  },
  translator: null,
  readOptions: () => ({ version: null, flags: [] }),
  flagsHeader: null,
  lostMeaning: () => null,
  dropReasoning: noReasoning,
};
