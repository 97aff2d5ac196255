/** Gemini's generateContent dialect, both ways. */
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
  toolChoice: 'toolConfig.functionCallingConfig',
  tools: 'tools',
  strict: 'tools.functionDeclarations',
  parallelToolCalls: 'toolConfig',
  output: 'generationConfig.responseJsonSchema',
  reasoning: 'generationConfig.thinkingConfig',
  stop: 'generationConfig.stopSequences',
  temperature: 'generationConfig.temperature',
  topP: 'generationConfig.topP',
  topK: 'generationConfig.topK',
  presencePenalty: 'generationConfig.presencePenalty',
  frequencyPenalty: 'generationConfig.frequencyPenalty',
  seed: 'generationConfig.seed',
  candidates: 'generationConfig.candidateCount',
  serviceTier: 'serviceTier',
  userId: 'labels',
  maxOutputTokens: 'generationConfig.maxOutputTokens',
  messages: 'contents',
};

export const geminiTranslator: Translator = {
  id: 'gemini',
  readCall(body, request) {
    try {
      return { ok: true, call: readCall(body, request), warnings: [] };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return { ok: false, problem: describeField(error) };
    }
  },
  writeCall,
  takesByUrl: (_kind, quirks) => quirks.takesMediaUrls !== false,
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
