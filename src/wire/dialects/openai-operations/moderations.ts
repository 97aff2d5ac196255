/** OpenAI's moderations, which are free there; Mistral counts tokens. Source: OpenAI's API reference, moderations. */
import { readMarked } from '../../json/read-marked.ts';
import { emptyUsage } from '../../usage.ts';
import { wordsOfContent } from '../../words.ts';
import { readUsage } from '../openai-chat/read-usage.ts';
import { operationDialect, wordsIn } from './operation.ts';

export const openaiModerations = operationDialect({
  id: 'openai-moderations',
  contentMembers: ['input'],
  words: wordsIn({ input: (value) => wordsOfContent(value, 'user') }),
  readWhole(body) {
    const { isAnswer, read } = readMarked(body, { key: 'results', json: null });
    const usage = emptyUsage();
    readUsage(usage, read('usage'));
    if (Object.keys(usage.meters).length === 0) usage.meters['moderations'] = 1;
    return { isAnswer, usage: isAnswer ? usage : null, stopReason: null };
  },
});
