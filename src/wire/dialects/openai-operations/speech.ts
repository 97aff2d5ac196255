/** OpenAI's speech: text in, sound out, as bytes or as events. Source: OpenAI's API reference, create speech. */
import { emptyUsage } from '../../usage.ts';
import { wordsOfContent } from '../../words.ts';
import { EventTap } from './event-tap.ts';
import { readMediaUsage } from './media-usage.ts';
import { operationDialect, wordsIn } from './operation.ts';

export const openaiSpeech = operationDialect({
  id: 'openai-speech',
  contentMembers: ['input'],
  stream: {
    ping: ': ping\n\n',
    openReader: () =>
      new EventTap({
        isLast: (type) => type === 'speech.audio.done',
        readUsage: (usage, reported) => readMediaUsage(usage, reported, 'output_tokens'),
      }),
    fromWhole: () => null,
    toWhole: () => null,
    openEnding: null,
  },
  words: wordsIn({
    input: (value) => wordsOfContent(value, 'user'),
    instructions: (value) => wordsOfContent(value, 'user'),
  }),
  /** Sound says nothing of its usage: the endpoint counts the characters of the request. */
  readWhole: (body) => ({ isAnswer: body.length > 0, usage: emptyUsage(), stopReason: null }),
});
