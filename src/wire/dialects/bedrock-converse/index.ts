/** Amazon Bedrock's Converse as a dialect of the gateway. */
import type { Dialect, ErrorRenderer } from '../dialect.ts';
import { dialectFrom } from '../from-translator.ts';
import { kindOfStatus } from '../../chat/errors.ts';
import { findMember } from '../../json/scan.ts';
import { exceptionName } from './errors.ts';
import { openEnding } from './stream-ending.ts';
import { bedrockConverseStreamWords } from './stream-words.ts';
import { bedrockConverseTranslator } from './translator.ts';
import { bedrockConverseWords } from './words.ts';

const GUARDED = { guardrail: 'of the provider' };

const described = dialectFrom({
  translator: bedrockConverseTranslator,
  turns: 'messages',
  contentMembers: ['messages', 'system', 'toolConfig'],
  words: bedrockConverseWords,
  streamWords: bedrockConverseStreamWords,
  streams: 'binary',
  openEnding,
  // Billed by the text that it looks at, which no usage counts.
  untoldTerms: ({ members }) => (findMember(members, 'guardrailConfig') === undefined ? {} : GUARDED),
});

/** AWS's libraries read the name of an error from a header. */
export const bedrockErrors: ErrorRenderer = {
  ...described.errors,
  headers({ status, native }) {
    const own = native?.code ?? '';
    return { 'x-amzn-errortype': /^\w+Exception$/.test(own) ? own : exceptionName(kindOfStatus(status)) };
  },
};

export const bedrockConverse: Dialect = { ...described, errors: bedrockErrors };
