/** Amazon Bedrock's Converse as a dialect of the gateway. */
import type { Dialect } from '../dialect.ts';
import { dialectFrom } from '../from-translator.ts';
import { bedrockConverseTranslator } from './translator.ts';

export const bedrockConverse: Dialect = dialectFrom({
  translator: bedrockConverseTranslator,
  turns: 'messages',
  contentMembers: ['messages', 'system', 'toolConfig'],
  words: null,
  askers: ['requestMetadata'],
  hasTextStreams: false,
});
