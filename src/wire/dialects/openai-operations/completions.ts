/** OpenAI's older text completions. Source: OpenAI's API reference, completions. */
import { itemsOf, memberAt } from '../../json/locate.ts';
import { wordsOfContent, wordsOfString } from '../../words.ts';
import { CompletionTap } from '../openai-chat/completion-tap.ts';
import { FINISH_REASONS } from '../openai-chat/finish-reasons.ts';
import { readCompletion } from '../openai-chat/read-completion.ts';
import { untoldTerms } from '../openai-chat/untold-terms.ts';
import { asksForUsage } from '../openai-chat/whole-and-stream.ts';
import { operationDialect, wordsIn } from './operation.ts';

export const openaiCompletions = operationDialect({
  id: 'openai-completions',
  contentMembers: ['prompt', 'suffix'],
  outputMembers: ['max_tokens'],
  stopReasons: FINISH_REASONS,
  maxTokensPerSecond: 4000,
  stream: {
    ping: ': ping\n\n',
    openReader: (document) => new CompletionTap({ hidesUsage: !asksForUsage(document) }),
    // A chunk has the shape of a whole response.
    fromWhole: (answer) => Buffer.from(`data: ${JSON.stringify(JSON.parse(answer.toString()))}\n\ndata: [DONE]\n\n`),
    toWhole: () => null,
    openEnding: null,
  },
  words: {
    ...wordsIn({
      prompt: (value) => wordsOfContent(value, 'user'),
      suffix: (value) => wordsOfContent(value, 'user'),
    }),
    ofAnswer: (answer) =>
      itemsOf(memberAt(answer, 'choices')).flatMap((choice) => wordsOfString(memberAt(choice, 'text'), 'assistant')),
    repeats: ['logprobs'],
  },
  readWhole: readCompletion,
  untoldTerms,
});
