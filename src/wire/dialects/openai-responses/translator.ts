/** OpenAI's Responses dialect, both ways. */
import { FieldError } from '../../chat/field.ts';
import { fieldNameIn, type FieldNames } from '../../chat/field-names.ts';
import type { Translator } from '../../chat/translator.ts';
import { describeField, readError, writeError } from '../openai-chat/errors.ts';
import { readAnswer, statusOf, writeAnswer } from './answer.ts';
import { openDecoder } from './decode-stream.ts';
import { openEncoder } from './encode-stream.ts';
import { readCall } from './read-call.ts';
import { mostOutput, writeCall } from './write-call.ts';

const FIELDS: FieldNames = {
  toolChoice: 'tool_choice',
  tools: 'tools',
  strict: 'tools.strict',
  parallelToolCalls: 'parallel_tool_calls',
  output: 'text.format',
  reasoning: 'reasoning',
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
  maxOutputTokens: 'max_output_tokens',
  messages: 'input',
};

export const openaiResponsesTranslator: Translator = {
  id: 'openai-responses',
  readCall(body) {
    try {
      return { ok: true, call: readCall(body), warnings: [] };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return { ok: false, problem: describeField(error) };
    }
  },
  writeCall,
  mostOutput,
  takesByUrl: () => true,
  describeField,
  stopWord: statusOf,
  fieldName: (field) => fieldNameIn(FIELDS, field),
  openDecoder,
  readAnswer,
  openEncoder,
  writeAnswer,
  readError,
  writeError,
};
