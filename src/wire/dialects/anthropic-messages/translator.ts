/** Anthropic's Messages dialect, both ways. */
import { FieldError } from '../../chat/field.ts';
import { fieldNameIn, type FieldNames } from '../../chat/field-names.ts';
import type { Translator } from '../../chat/translator.ts';
import { readAnswer, writeAnswer } from './answer-blocks.ts';
import { describeField, readError, writeError } from './chat-errors.ts';
import { openDecoder } from './decode-stream.ts';
import { openEncoder } from './encode-stream.ts';
import { readCall } from './read-call.ts';
import { writeStopReason } from './stop-reasons-map.ts';
import { mostOutput, writeCall } from './write-call.ts';

const FIELDS: FieldNames = {
  toolChoice: 'tool_choice',
  tools: 'tools',
  strict: 'tools.strict',
  parallelToolCalls: 'tool_choice.disable_parallel_tool_use',
  output: 'output_config.format',
  reasoning: 'thinking',
  stop: 'stop_sequences',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  seed: 'seed',
  candidates: 'n',
  serviceTier: 'service_tier',
  userId: 'metadata.user_id',
  maxOutputTokens: 'max_tokens',
  messages: 'messages',
};

export const anthropicMessagesTranslator: Translator = {
  id: 'anthropic-messages',
  readCall(body, line) {
    try {
      return { ok: true, call: readCall(body, line), warnings: [] };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return { ok: false, problem: describeField(error) };
    }
  },
  writeCall,
  mostOutput,
  takesByUrl: (_kind, quirks) => quirks.takesMediaUrls !== false,
  describeField,
  stopWord: writeStopReason,
  fieldName: (field) => fieldNameIn(FIELDS, field),
  openDecoder,
  readAnswer,
  openEncoder,
  writeAnswer,
  readError,
  writeError,
};
