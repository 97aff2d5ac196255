/** Every reason for which an answer may end, in the words of its dialect. */
import { STOP_REASONS as MESSAGES } from './anthropic-messages/stop-reasons.ts';
import { FINISH_REASONS as CHAT } from './openai-chat/finish-reasons.ts';

export const STOP_REASONS: readonly string[] = [...new Set<string>([...MESSAGES, ...CHAT])];
