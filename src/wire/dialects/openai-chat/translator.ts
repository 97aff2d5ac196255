/** OpenAI's Chat Completions dialect, both ways. */
import { FieldError } from '../../chat/field.ts';
import { fieldNameIn, type FieldNames } from '../../chat/field-names.ts';
import type { Translator } from '../../chat/translator.ts';
import { readAnswer, writeAnswer } from './answer.ts';
import { openDecoder } from './decode-stream.ts';
import { openEncoder } from './encode-stream.ts';
import { describeField, readError, writeError } from './errors.ts';
import { readCall } from './read-call.ts';
import { writeFinishReason } from './finish-reasons.ts';
import { writeCall } from './write-call.ts';

const FIELDS: FieldNames = {
  toolChoice: 'tool_choice',
  tools: 'tools',
  strict: 'tools.function.strict',
  parallelToolCalls: 'parallel_tool_calls',
  output: 'response_format',
  reasoning: 'reasoning_effort',
  stop: 'stop',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  seed: 'seed',
  candidates: 'n',
  serviceTier: 'service_tier',
  userId: 'user',
  maxOutputTokens: 'max_completion_tokens',
  messages: 'messages',
};

export const openaiChatTranslator: Translator = {
  id: 'openai-chat',
  readCall(body) {
    try {
      return { ok: true, call: readCall(body), warnings: [] };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return { ok: false, problem: describeField(error) };
    }
  },
  writeCall,
  takesByUrl: (kind, quirks) => kind === 'image' && quirks.takesMediaUrls !== false,
  describeField,
  stopWord: writeFinishReason,
  fieldName: (field) => fieldNameIn(FIELDS, field),
  openDecoder,
  readAnswer,
  openEncoder,
  writeAnswer,
  readError,
  writeError,
};
