/** Whole answers of Converse, read and written. Source: Amazon Bedrock API reference, Converse. */
import { objectIn, objectsIn, textIn } from '../../chat/decoding.ts';
import type { AnswerPart, ChatAnswer } from '../../chat/event.ts';
import { packState, readState } from '../../chat/opaque-state.ts';
import { restoreAnswer } from '../../chat/restoration.ts';
import { spell, type Spelling } from '../../chat/tool-spelling.ts';
import type { DecodeContext } from '../../chat/translator.ts';
import { inputObject, inputText } from '../../chat/writing.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, type Usage } from '../../usage.ts';
import { readCitation } from './decode-stream.ts';
import { signed } from './encode-stream.ts';
import { formatOf } from './media-types.ts';
import { readTerms, readUsage, writeUsage } from './read-usage.ts';
import { readStopReason, writeStopReason } from './stop-reasons.ts';

const ID = 'bedrock-converse';
const TOOL_ID: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 64 };

/** Throws SyntaxError where this is no answer. */
export function readAnswer(body: JsonObject, { restoration }: DecodeContext): ChatAnswer {
  const message = objectIn(objectIn(body, 'output'), 'message');
  if (!Array.isArray(message['content'])) throw new SyntaxError('The answer has no message.');
  const reason = textIn(body, 'stopReason');
  const answer: ChatAnswer = {
    id: null,
    model: null,
    parts: objectsIn(message, 'content').map(readBlock),
    reason: readStopReason(reason),
    stopSequence: textIn(objectIn(body, 'additionalModelResponseFields'), 'stop_sequence'),
    usage: usageOf(body),
    native: { dialect: ID, reason, extra: {} },
  };
  return restoreAnswer(answer, restoration);
}

function usageOf(body: JsonObject): Usage | null {
  if (!isObject(body['usage'])) return null;
  const usage = emptyUsage();
  readUsage(usage, body['usage']);
  readTerms(usage, body);
  return usage;
}

function readBlock(block: JsonObject): AnswerPart {
  const text = textIn(block, 'text');
  if (text !== null) return { type: 'text', text, isRefusal: false, citations: [], state: null };
  const call = block['toolUse'];
  if (isObject(call)) {
    const input = JSON.stringify(objectIn(call, 'input'));
    const id = textIn(call, 'toolUseId') ?? '';
    return { type: 'tool-call', id, name: textIn(call, 'name') ?? '', input, isFreeform: false, state: null };
  }
  if (isObject(block['reasoningContent'])) return readReasoning(block['reasoningContent']);
  const cited = block['citationsContent'];
  if (isObject(cited)) {
    const said = objectsIn(cited, 'content')
      .map((part) => textIn(part, 'text') ?? '')
      .join('');
    return {
      type: 'text',
      text: said,
      isRefusal: false,
      citations: objectsIn(cited, 'citations').map(readCitation),
      state: null,
    };
  }
  return { type: 'native', dialect: ID, value: block };
}

function readReasoning(reasoning: JsonObject): AnswerPart {
  const redacted = textIn(reasoning, 'redactedContent');
  if (redacted !== null)
    return { type: 'reasoning', text: '', state: readState(redacted, { issuer: 'claude', kind: 'redacted' }) };
  const told = objectIn(reasoning, 'reasoningText');
  const signature = textIn(told, 'signature');
  const state = signature === null ? null : readState(signature, { issuer: 'claude', kind: 'signature' });
  return { type: 'reasoning', text: textIn(told, 'text') ?? '', state };
}

export function writeAnswer(answer: ChatAnswer): JsonObject {
  return {
    output: { message: { role: 'assistant', content: answer.parts.flatMap(writePart) } },
    stopReason: writeStopReason(answer.reason),
    usage: writeUsage(answer.usage),
    metrics: { latencyMs: 0 },
  };
}

function writePart(part: AnswerPart): JsonObject[] {
  switch (part.type) {
    case 'text':
      return [{ text: part.text }];
    case 'reasoning': {
      const state = part.state === null ? {} : signed(part.state);
      if ('redactedContent' in state) return [{ reasoningContent: state }];
      return [{ reasoningContent: { reasoningText: { text: part.text, ...state } } }];
    }
    case 'tool-call': {
      const { id, name, state } = part;
      const ahead =
        state === null
          ? []
          : [{ reasoningContent: { reasoningText: { text: '', signature: packState(state, 'next') } } }];
      return [...ahead, { toolUse: { toolUseId: spell(id, TOOL_ID), name, input: inputObject(inputText(part)) } }];
    }
    case 'image': {
      const format = part.source.type === 'base64' ? formatOf(part.source.mimeType) : null;
      return part.source.type === 'base64' && format !== null
        ? [{ image: { format, source: { bytes: part.source.data } } }]
        : [];
    }
    case 'native':
      return part.dialect === ID ? [part.value] : [];
  }
}
