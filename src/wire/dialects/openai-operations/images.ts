/** OpenAI's images: generated, edited and varied. Source: OpenAI's API reference, images. */
import { readMarked } from '../../json/read-marked.ts';
import { emptyUsage, noteUnread } from '../../usage.ts';
import { wordsOfContent } from '../../words.ts';
import { EventTap } from './event-tap.ts';
import { readMediaUsage } from './media-usage.ts';
import { operationDialect, wordsIn } from './operation.ts';

/** Models that report no tokens are billed by the image; the endpoint knows of which kind. */
export const IMAGES_METER = 'images';

const LAST = /^image_(?:generation|edit)\.completed$/;

export const openaiImages = operationDialect({
  id: 'openai-images',
  contentMembers: ['prompt', 'image', 'mask'],
  stream: {
    ping: ': ping\n\n',
    openReader: () =>
      new EventTap({
        isLast: (type) => LAST.test(type),
        readUsage: (usage, reported) => readMediaUsage(usage, reported, 'output_image_tokens'),
      }),
    fromWhole: () => null,
    toWhole: () => null,
    openEnding: null,
  },
  words: wordsIn({ prompt: (value) => wordsOfContent(value, 'user') }),
  readWhole(body) {
    const { isAnswer, read, elements: images } = readMarked(body, { key: 'data', json: null, list: 'data' });
    if (!isAnswer) return { isAnswer, usage: null, stopReason: null };
    const usage = emptyUsage();
    const reported = read('usage');
    readMediaUsage(usage, reported, 'output_image_tokens');
    if (reported === undefined || reported === null) {
      if (images === null) noteUnread(usage, 'data');
      else usage.meters[IMAGES_METER] = images.length;
    }
    return { isAnswer, usage, stopReason: null };
  },
});
