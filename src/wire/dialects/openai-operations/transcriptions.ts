/** OpenAI's transcriptions and translations of speech. Source: OpenAI's API reference, audio. */
import { readMarked } from '../../json/read-marked.ts';
import { emptyUsage, noteUnread, tellsUsage } from '../../usage.ts';
import { wordsInside, wordsOfContent } from '../../words.ts';
import { EventTap } from './event-tap.ts';
import { readMediaUsage, readSeconds } from './media-usage.ts';
import { operationDialect, wordsIn } from './operation.ts';

export const openaiTranscriptions = operationDialect({
  id: 'openai-transcriptions',
  contentMembers: ['prompt', 'file'],
  stream: {
    ping: ': ping\n\n',
    openReader: () => new EventTap({ isLast: (type) => type === 'transcript.text.done', readUsage: readMediaUsage }),
    fromWhole: () => null,
    toWhole: () => null,
    openEnding: null,
  },
  words: {
    ...wordsIn({ prompt: (value) => wordsOfContent(value, 'user') }),
    ofAnswer: (answer) => wordsInside(answer, 'assistant'),
  },
  /** JSON reports tokens or seconds; plain text and subtitles report neither. */
  readWhole(body) {
    const { isAnswer, read } = readMarked(body, { key: 'text', json: null });
    const usage = emptyUsage();
    if (!isAnswer) {
      noteUnread(usage, 'usage');
      const isText = body.length > 0 && body[0] !== 0x7b && body[0] !== 0x3c;
      return { isAnswer: isText, usage: isText ? usage : null, stopReason: null };
    }
    readMediaUsage(usage, read('usage'));
    const seconds = read('duration');
    if (!tellsUsage(usage) && seconds !== undefined) readSeconds(usage, seconds, 'duration');
    if (!tellsUsage(usage)) noteUnread(usage, 'usage');
    return { isAnswer, usage, stopReason: null };
  },
});
