/** A body that is not looked into: files, batches, stored responses, paths of the provider's own. */
import type { AnswerFacts } from '../dialect.ts';
import { anthropicMessages } from '../anthropic-messages/index.ts';
import { gemini } from '../gemini/index.ts';
import { openaiChat } from '../openai-chat/index.ts';
import { openaiResponses } from '../openai-responses/index.ts';
import { operationDialect } from './operation.ts';

/** Whose responses report usage by which a cost is known. */
const TELLING = [openaiChat, openaiResponses, anthropicMessages, gemini];

export const opaque = operationDialect({
  id: 'opaque',
  contentMembers: [],
  words: null,
  /** Usage is read where the response is that of a known dialect. */
  readWhole(body): AnswerFacts {
    const isJson = body[0] === 0x7b;
    const told = isJson
      ? TELLING.map((dialect) => dialect.readWhole(body)).find(({ isAnswer }) => isAnswer)
      : undefined;
    return { isAnswer: true, usage: told?.usage ?? null, stopReason: told?.stopReason ?? null };
  },
});
