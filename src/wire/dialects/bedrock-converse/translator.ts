/** Amazon Bedrock's Converse dialect, both ways. */
import { FieldError } from '../../chat/field.ts';
import { fieldNameIn, type FieldNames } from '../../chat/field-names.ts';
import type { Translator } from '../../chat/translator.ts';
import { readAnswer, writeAnswer } from './answer.ts';
import { openDecoder } from './decode-stream.ts';
import { openEncoder } from './encode-stream.ts';
import { describeField, readError, writeError } from './errors.ts';
import { readCall } from './read-call.ts';
import { writeStopReason } from './stop-reasons.ts';
import { mostOutput } from '../anthropic-messages/write-call.ts';
import { writeCall } from './write-call.ts';

const FIELDS: FieldNames = {
  toolChoice: 'toolConfig.toolChoice',
  tools: 'toolConfig.tools',
  strict: 'toolConfig.tools.toolSpec.strict',
  parallelToolCalls: 'additionalModelRequestFields.tool_choice',
  output: 'outputConfig.textFormat',
  reasoning: 'additionalModelRequestFields.thinking',
  stop: 'inferenceConfig.stopSequences',
  temperature: 'inferenceConfig.temperature',
  topP: 'inferenceConfig.topP',
  topK: 'additionalModelRequestFields.top_k',
  presencePenalty: 'additionalModelRequestFields.presence_penalty',
  frequencyPenalty: 'additionalModelRequestFields.frequency_penalty',
  seed: 'additionalModelRequestFields.seed',
  candidates: 'additionalModelRequestFields.n',
  serviceTier: 'serviceTier',
  userId: 'requestMetadata',
  maxOutputTokens: 'inferenceConfig.maxTokens',
  messages: 'messages',
};

export const bedrockConverseTranslator: Translator = {
  id: 'bedrock-converse',
  readCall(body, request) {
    try {
      return { ok: true, call: readCall(body, request), warnings: [] };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return { ok: false, problem: describeField(error) };
    }
  },
  writeCall,
  mostOutput,
  takesByUrl: () => false,
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
