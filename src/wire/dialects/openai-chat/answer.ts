/** Whole answers of Chat Completions, read and written. Source: OpenAI's API reference, the chat completion object. */
import { objectIn, objectsIn, textIn } from '../../chat/decoding.ts';
import type { Citation, ImagePart, NativePart } from '../../chat/call.ts';
import type { AnswerPart, ChatAnswer } from '../../chat/event.ts';
import { packState, readState, stateText } from '../../chat/opaque-state.ts';
import { restoreAnswer } from '../../chat/restoration.ts';
import type { AnswerContext, DecodeContext } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, type Usage, readTerm } from '../../usage.ts';
import { googleSignature } from './google-state.ts';
import { readFinishReason, writeFinishReason } from './finish-reasons.ts';
import { readAnnotation } from './read-messages.ts';
import { ReasoningDetails } from './reasoning-details.ts';
import { readUsage, writeUsage } from './read-usage.ts';

const ID = 'openai-chat';

/** Throws SyntaxError where this is no completion. */
export function readAnswer(body: JsonObject, context: DecodeContext): ChatAnswer {
  const [choice] = objectsIn(body, 'choices');
  if (choice === undefined || !isObject(choice['message'])) throw new SyntaxError('The answer has no choices.');
  const parts = readMessage(choice['message'], context.id);
  const reason = textIn(choice, 'finish_reason');
  const answer: ChatAnswer = {
    id: textIn(body, 'id'),
    model: textIn(body, 'model'),
    parts,
    reason: readFinishReason(reason, {
      toolCalls: parts.some(({ type }) => type === 'tool-call'),
      refusal: parts.some((part) => part.type === 'text' && part.isRefusal),
    }),
    stopSequence: null,
    usage: usageOf(body),
    native: { dialect: ID, reason, extra: {} },
  };
  return restoreAnswer(answer, context.restoration);
}

function usageOf(body: JsonObject): Usage | null {
  if (!isObject(body['usage'])) return null;
  const usage = emptyUsage();
  readUsage(usage, body['usage']);
  readTerm(usage, 'service_tier', { value: body['service_tier'], path: 'service_tier' });
  return usage;
}

function readMessage(message: JsonObject, answerId: string): AnswerPart[] {
  const reasoning = textIn(message, 'reasoning_content') ?? textIn(message, 'reasoning') ?? '';
  const details = new ReasoningDetails();
  details.add(message);
  const state = details.take();
  const refusal = textIn(message, 'refusal') ?? '';
  const citations = objectsIn(message, 'annotations').flatMap(readAnnotation);
  const texts = readContent(message['content']);
  const last = texts.findLast((part) => part.type === 'text');
  if (last?.type === 'text') last.citations = citations;
  const legacy: JsonObject[] = isObject(message['function_call']) ? [{ function: message['function_call'] }] : [];
  return [
    ...(reasoning === '' && state === null ? [] : [{ type: 'reasoning' as const, text: reasoning, state }]),
    ...texts,
    ...(refusal === '' ? [] : [textPart(refusal, true)]),
    ...[...objectsIn(message, 'tool_calls'), ...legacy].map((call, at) => readCall(call, `call_${answerId}_${at + 1}`)),
  ];
}

function textPart(text: string, isRefusal = false): AnswerPart {
  return { type: 'text', text, isRefusal, citations: [], state: null };
}

function readContent(content: unknown): AnswerPart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  if (!Array.isArray(content)) return [];
  return content.filter(isObject).map((part): AnswerPart => {
    if (part['type'] !== 'thinking') return textPart(textIn(part, 'text') ?? '');
    const thinking = part['thinking'];
    const pieces =
      typeof thinking === 'string'
        ? [thinking]
        : objectsIn(part, 'thinking').map((inner) => textIn(inner, 'text') ?? '');
    return { type: 'reasoning', text: pieces.join(''), state: null };
  });
}

function readCall(call: JsonObject, ownId: string): AnswerPart {
  const isFreeform = call['type'] === 'custom';
  const inner = objectIn(call, isFreeform ? 'custom' : 'function');
  const written = inner[isFreeform ? 'input' : 'arguments'];
  const id = textIn(call, 'id') ?? '';
  const signature = googleSignature(call);
  return {
    type: 'tool-call',
    id: id === '' ? ownId : id,
    name: textIn(inner, 'name') ?? '',
    input: typeof written === 'string' ? written : JSON.stringify(written ?? {}),
    isFreeform,
    state: signature === null ? null : readState(signature, { issuer: 'gemini', kind: 'signature' }),
  };
}

export function completionId({ id }: AnswerContext): string {
  return id.startsWith('chatcmpl-') ? id : `chatcmpl-${id}`;
}

export function writeAnswer(answer: ChatAnswer, context: AnswerContext): JsonObject {
  const usage = writeUsage(answer.usage);
  return {
    id: completionId(context),
    object: 'chat.completion',
    created: context.created,
    model: context.model,
    choices: [
      {
        index: 0,
        message: writeMessage(answer.parts, context),
        logprobs: null,
        finish_reason: writeFinishReason(answer.reason),
      },
    ],
    ...(usage === null ? {} : { usage }),
  };
}

function writeMessage(parts: readonly AnswerPart[], { isStrict }: AnswerContext): JsonObject {
  const content = joined(parts, (part) => (part.type === 'text' ? (part.isRefusal ? '' : part.text) : shownIn(part)));
  const refusal = joined(parts, (part) => (part.type === 'text' && part.isRefusal ? part.text : ''));
  const reasoning = isStrict ? '' : joined(parts, (part) => (part.type === 'reasoning' ? part.text : ''));
  const blocks = isStrict || parts.every(({ type }) => type !== 'reasoning') ? [] : parts.flatMap(writeBlock);
  const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [writeCall(part)] : []));
  const isSilent = content === '' && (calls.length > 0 || refusal !== '');
  const message: JsonObject = { role: 'assistant', content: isSilent ? null : content };
  message['refusal'] = refusal === '' ? null : refusal;
  setList(message, 'annotations', parts.flatMap(annotationsOf));
  setList(message, 'tool_calls', calls);
  if (reasoning !== '') message['reasoning_content'] = reasoning;
  setList(message, 'content_blocks', blocks);
  return message;
}

function joined(parts: readonly AnswerPart[], textOf: (part: AnswerPart) => string): string {
  return parts.map(textOf).join('');
}

function shownIn(part: AnswerPart): string {
  return part.type === 'image' || part.type === 'native' ? imageText(part) : '';
}

function annotationsOf(part: AnswerPart): JsonObject[] {
  const citations = part.type === 'text' ? part.citations : [];
  return citations.map(writeAnnotation).filter((annotation) => annotation !== null);
}

function setList(message: JsonObject, key: string, list: readonly JsonObject[]): void {
  if (list.length > 0) message[key] = list;
}

/** Portkey's shape for thinking: a client that sends it back keeps the signatures. */
function writeBlock(part: AnswerPart): JsonObject[] {
  if (part.type === 'text') return [{ type: 'text', text: part.text }];
  if (part.type !== 'reasoning') return [];
  const { text, state } = part;
  if (state?.kind === 'redacted' && state.issuer === 'claude')
    return [{ type: 'redacted_thinking', data: state.value }];
  return [{ type: 'thinking', thinking: text, ...(state === null ? {} : { signature: stateText(state, 'claude') }) }];
}

function writeCall({ id, name, input, isFreeform, state }: Extract<AnswerPart, { type: 'tool-call' }>): JsonObject {
  if (isFreeform) return { id, type: 'custom', custom: { name, input } };
  const signature = state === null ? null : state.issuer === 'gemini' ? state.value : packState(state);
  const extra = signature === null ? {} : { extra_content: { google: { thought_signature: signature } } };
  return { id, type: 'function', function: { name, arguments: input === '' ? '{}' : input }, ...extra };
}

export function writeAnnotation({ url, title, native }: Citation): JsonObject | null {
  if (native?.dialect === ID) return native.value;
  if (url === null) return null;
  return { type: 'url_citation', url_citation: { url, title: title ?? url, start_index: 0, end_index: 0 } };
}

/** A picture in Markdown, which is what chat clients show; what has no place is named. */
export function imageText(part: ImagePart | NativePart): string {
  if (part.type === 'native') return '';
  const { source } = part;
  if (source.type === 'base64') return `![image](data:${source.mimeType};base64,${source.data})`;
  return source.type === 'url' ? `![image](${source.url})` : `[image ${source.id}]`;
}
