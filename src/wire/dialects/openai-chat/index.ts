/** OpenAI's Chat Completions as a dialect: what the gateway needs to carry it untouched. */
import { noReasoning, type Dialect } from '../dialect.ts';
import { CompletionTap } from './completion-tap.ts';
import { untoldTerms } from './untold-terms.ts';
import { FINISH_REASONS } from './finish-reasons.ts';
import { readCompletion } from './read-completion.ts';
import { openaiErrors } from './render-error.ts';
import { openEnding } from './stream-ending.ts';
import { openaiChatStreamWords } from './stream-words.ts';
import { openaiChatTranslator } from './translator.ts';
import { openaiChatWords } from './words.ts';
import { asksForUsage, completionFromChunks, completionInChunks } from './whole-and-stream.ts';

export const openaiChat: Dialect = {
  id: 'openai-chat',
  turns: 'messages',
  contentMembers: ['messages', 'tools', 'functions'],
  outputMembers: ['max_tokens', 'max_completion_tokens'],
  stopReasons: FINISH_REASONS,
  errors: openaiErrors,
  // Above the fastest hardware that serves open models.
  maxTokensPerSecond: 4000,
  stream: {
    // A comment: clients of this dialect know no event that says nothing.
    ping: ': ping\n\n',
    openReader: (document) => new CompletionTap({ hidesUsage: !asksForUsage(document) }),
    fromWhole: completionInChunks,
    toWhole: completionFromChunks,
    openEnding,
    // Source: the published contract; clients of OpenAI's own library get it as a chunk without choices.
    hookResults: (results) => Buffer.from(`data: ${JSON.stringify({ hook_results: results })}\n\n`),
    words: openaiChatStreamWords,
  },
  readWhole: readCompletion,
  untoldTerms,
  readOptions: () => ({ version: null, flags: [] }),
  flagsHeader: null,
  lostMeaning: () => null,
  dropReasoning: noReasoning,
  words: openaiChatWords,
  translator: openaiChatTranslator,
};
