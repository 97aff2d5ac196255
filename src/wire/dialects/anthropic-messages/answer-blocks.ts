/** Whole answers of Anthropic's dialect, read and written. Source: Messages API reference, the message object. */
import { objectsIn, textIn } from '../../chat/decoding.ts';
import type { AnswerPart, ChatAnswer } from '../../chat/event.ts';
import { unknownMembers } from '../../chat/field.ts';
import type { ImagePart, NativePart } from '../../chat/call.ts';
import { packState, readState, stateText } from '../../chat/opaque-state.ts';
import { restoreAnswer } from '../../chat/restoration.ts';
import { spell } from '../../chat/tool-spelling.ts';
import type { AnswerContext, DecodeContext } from '../../chat/translator.ts';
import { inputObject, inputText } from '../../chat/writing.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { usageIn, writeUsage } from './chat-usage.ts';
import { readCitations, writeCitation } from './citations.ts';
import { readStopReason, writeStopReason } from './stop-reasons-map.ts';

const ID = 'anthropic-messages';

const KNOWN = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage']);

/** Throws SyntaxError where this is no message. */
export function readAnswer(body: JsonObject, { restoration }: DecodeContext): ChatAnswer {
  if (!Array.isArray(body['content'])) throw new SyntaxError('The answer has no content.');
  const answer: ChatAnswer = {
    id: textIn(body, 'id'),
    model: textIn(body, 'model'),
    parts: objectsIn(body, 'content').map(readBlock),
    reason: readStopReason(body['stop_reason']),
    stopSequence: textIn(body, 'stop_sequence'),
    usage: usageIn(body['usage']),
    native: { dialect: ID, reason: textIn(body, 'stop_reason'), extra: unknownMembers(body, KNOWN) ?? {} },
  };
  return restoreAnswer(answer, restoration);
}

function readBlock(block: JsonObject): AnswerPart {
  switch (block['type']) {
    case 'text':
      return {
        type: 'text',
        text: textIn(block, 'text') ?? '',
        isRefusal: false,
        citations: readCitations(block['citations']),
        state: null,
      };
    case 'thinking': {
      const signature = textIn(block, 'signature') ?? '';
      const state = signature === '' ? null : readState(signature, { issuer: 'claude', kind: 'signature' });
      return { type: 'reasoning', text: textIn(block, 'thinking') ?? '', state };
    }
    case 'redacted_thinking': {
      const data = textIn(block, 'data') ?? '';
      return { type: 'reasoning', text: '', state: readState(data, { issuer: 'claude', kind: 'redacted' }) };
    }
    case 'tool_use':
      return {
        type: 'tool-call',
        id: textIn(block, 'id') ?? '',
        name: textIn(block, 'name') ?? '',
        input: JSON.stringify(isObject(block['input']) ? block['input'] : {}),
        isFreeform: false,
        state: null,
      };
    default:
      return { type: 'native', dialect: ID, value: block };
  }
}

export function messageId({ id }: AnswerContext): string {
  return id.startsWith('msg_') ? id : `msg_${id}`;
}

export function writeAnswer(answer: ChatAnswer, context: AnswerContext): JsonObject {
  return {
    id: messageId(context),
    type: 'message',
    role: 'assistant',
    model: context.model,
    content: answer.parts.flatMap(writePart),
    stop_reason: writeStopReason(answer.reason),
    stop_sequence: answer.stopSequence,
    usage: writeUsage(answer.usage),
    ...(answer.native.dialect === ID ? answer.native.extra : {}),
  };
}

const TOOL_USE_ID = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 128 };

function writePart(part: AnswerPart): JsonObject[] {
  switch (part.type) {
    case 'text': {
      const citations = part.citations.flatMap((citation) => writeCitation(citation) ?? []);
      return [{ type: 'text', text: part.text, ...(citations.length === 0 ? {} : { citations }) }];
    }
    case 'reasoning':
      if (part.state?.kind === 'redacted' && part.state.issuer === 'claude') {
        return [{ type: 'redacted_thinking', data: part.state.value }];
      }
      return [
        {
          type: 'thinking',
          thinking: part.text,
          signature: part.state === null ? '' : stateText(part.state, 'claude'),
        },
      ];
    case 'tool-call': {
      const { id, name, state } = part;
      const input = inputObject(inputText(part));
      const ahead = state === null ? [] : [{ type: 'thinking', thinking: '', signature: packState(state, 'next') }];
      return [...ahead, { type: 'tool_use', id: spell(id, TOOL_USE_ID), name, input }];
    }
    case 'image':
    case 'native':
      return [writeBlock(part)];
  }
}

/** What has no place in this dialect is named, not lost. */
export function writeBlock(part: ImagePart | NativePart): JsonObject {
  if (part.type === 'native') {
    if (part.dialect === ID) return part.value;
    return { type: 'text', text: `[${textIn(part.value, 'type') ?? 'block'} left out]` };
  }
  if (part.source.type === 'url') return { type: 'text', text: `![image](${part.source.url})` };
  return { type: 'text', text: `[${part.source.mimeType ?? 'image'} left out]` };
}
