/** Anthropic's Messages as a dialect: what the gateway needs to carry it untouched. */
import type { GatewayError } from '../../../kernel/errors.ts';
import { type Dialect, type ErrorRenderer } from '../dialect.ts';
import { fullMessage } from '../../../kernel/errors.ts';
import { isContextOverflow, overflowSentence } from '../../chat/errors.ts';
import { errorBody, errorEvent, errorTypeFor, nativeError, PING_EVENT, type AnthropicError } from './answers.ts';
import { assembleMessage } from './assemble-message.ts';
import { withoutBillingLine } from './billing-line.ts';
import { dropThinking } from './drop-thinking.ts';
import { lostMeaning } from './hint-members.ts';
import { readMessage } from './read-message.ts';
import { replayMessage } from './replay-message.ts';
import { anthropicVersion, requestedBetas } from './request-flags.ts';
import { spendHeaders, spendLimitReached } from './spend-limit.ts';
import { STOP_REASONS } from './stop-reasons.ts';
import { openEnding } from './stream-ending.ts';
import { StreamTap } from './stream-tap.ts';
import { anthropicStreamWords } from './stream-words.ts';
import { anthropicMessagesTranslator } from './translator.ts';
import { anthropicWords } from './words.ts';

const ID = 'anthropic-messages';

export const anthropicErrors: ErrorRenderer = {
  body: (error, requestId) => errorBody(worded(error, requestId)),
  event: (error, requestId) => errorEvent(worded(error, requestId)),
  // Source: Claude Code's gateway protocol: shown at once, with neither a retry nor another model.
  guardrailDenied: { status: 400, native: { dialect: ID, type: 'policy_blocked' } },
  stoppedByHand: { status: 400, native: { dialect: ID, type: 'policy_blocked' } },
  spendLimitReached,
  // Claude Code takes 403 for a sign-in that failed, and offers to sign in again.
  policyBlocked: () => ({ status: 400, native: nativeError('invalid_request_error') }),
};

function worded(error: GatewayError, requestId: string): AnthropicError {
  const own = error.native?.dialect === ID ? error.native.type : null;
  return { type: own ?? errorTypeFor(error.status), message: wordsOf(error), requestId, besides: error.besides };
}

/** Another vendor's words for a conversation that is too long come with those by which Claude Code shortens its own. */
function wordsOf(error: GatewayError): string {
  const words = fullMessage(error);
  const isForeign = error.native !== null && error.native.dialect !== ID;
  return isForeign && isContextOverflow(words) ? overflowSentence(words) : words;
}

/** Far above any answer of a model. Writing a megabyte as events takes the event loop a tenth of a second. */
const MAX_REPLAYED_BYTES = 8 * 1024 * 1024;

export const anthropicMessages: Dialect = {
  id: ID,
  turns: 'messages',
  contentMembers: ['messages', 'system', 'tools'],
  outputMembers: ['max_tokens'],
  stopReasons: STOP_REASONS,
  errors: anthropicErrors,
  spendHeaders,
  // Several times what the fastest of Claude's models write.
  maxTokensPerSecond: 500,
  stream: {
    ping: PING_EVENT,
    openReader: () => new StreamTap(),
    fromWhole: (answer) => (answer.length > MAX_REPLAYED_BYTES ? null : replayMessage(answer)),
    toWhole: assembleMessage,
    openEnding,
    words: anthropicStreamWords,
  },
  readWhole: readMessage,
  untoldTerms: () => ({}),
  leftOutOfCacheKey: withoutBillingLine,
  readOptions: (headers, document) => ({
    version: anthropicVersion(headers),
    flags: requestedBetas(headers, document),
  }),
  flagsHeader: 'anthropic-beta',
  lostMeaning,
  dropReasoning: dropThinking,
  words: anthropicWords,
  translator: anthropicMessagesTranslator,
};
