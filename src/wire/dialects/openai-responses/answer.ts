/** Whole answers of Responses, read and written, item by item. Source: OpenAI's API reference, the response object. */
import { objectsIn, textIn } from '../../chat/decoding.ts';
import type { AnsweredCall } from '../../chat/call.ts';
import type { AnswerPart, ChatAnswer, StopReason } from '../../chat/event.ts';
import { packState } from '../../chat/opaque-state.ts';
import { restoreAnswer } from '../../chat/restoration.ts';
import type { AnswerContext, DecodeContext } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, type Usage } from '../../usage.ts';
import { readAnnotation, writeAnnotation } from './annotations.ts';
import { encryptedContent, encryptedState, joinedText } from './reasoning.ts';
import { incompleteReason, readBilledBeside, readUsage, writeUsage } from './read-usage.ts';
import { unwrapFreeform } from './freeform.ts';

const ID = 'openai-responses';

/** Throws SyntaxError where this is no response. */
export function readAnswer(body: JsonObject, { restoration }: DecodeContext): ChatAnswer {
  if (!Array.isArray(body['output'])) throw new SyntaxError('The answer has no output.');
  const parts = objectsIn(body, 'output').flatMap(readItem);
  const answer: ChatAnswer = {
    id: textIn(body, 'id'),
    model: textIn(body, 'model'),
    parts,
    reason: stopReason(body, parts),
    stopSequence: null,
    usage: usageOf(body),
    native: { dialect: ID, reason: textIn(body, 'status'), extra: {} },
  };
  return restoreAnswer(answer, restoration);
}

export function usageOf(response: JsonObject): Usage | null {
  if (!isObject(response['usage'])) return null;
  const usage = emptyUsage();
  readUsage(usage, response['usage']);
  readBilledBeside(usage, response);
  return usage;
}

function stopReason(response: JsonObject, parts: readonly AnswerPart[]): StopReason {
  const incomplete = incompleteReason(response);
  if (incomplete !== null) return incomplete === 'content_filter' ? 'content-filter' : 'length';
  if (parts.some(({ type }) => type === 'tool-call')) return 'tool-calls';
  return parts.some((part) => part.type === 'text' && part.isRefusal) ? 'refusal' : 'end';
}

function readItem(item: JsonObject): AnswerPart[] {
  switch (item['type']) {
    case 'message':
      return objectsIn(item, 'content').map(readContent);
    case 'reasoning': {
      const encrypted = textIn(item, 'encrypted_content');
      const state = encrypted === null ? null : encryptedState(textIn(item, 'id') ?? '', encrypted);
      return [
        { type: 'reasoning', text: joinedText([...objectsIn(item, 'summary'), ...objectsIn(item, 'content')]), state },
      ];
    }
    case 'function_call':
    case 'custom_tool_call': {
      const isFreeform = item['type'] === 'custom_tool_call';
      const id = textIn(item, 'call_id') ?? textIn(item, 'id') ?? '';
      const input = textIn(item, isFreeform ? 'input' : 'arguments') ?? '';
      return [{ type: 'tool-call', id, name: textIn(item, 'name') ?? '', input, isFreeform, state: null }];
    }
    default:
      return [{ type: 'native', dialect: ID, value: item }];
  }
}

function readContent(content: JsonObject): AnswerPart {
  if (content['type'] === 'refusal') {
    return { type: 'text', text: textIn(content, 'refusal') ?? '', isRefusal: true, citations: [], state: null };
  }
  const citations = objectsIn(content, 'annotations').flatMap(readAnnotation);
  return { type: 'text', text: textIn(content, 'text') ?? '', isRefusal: false, citations, state: null };
}

function responseId({ id }: AnswerContext): string {
  return id.startsWith('resp_') ? id : `resp_${id}`;
}

/** Ids of items begin with their kind, and are unique in the answer. */
export function itemId(kind: 'msg' | 'rs' | 'fc' | 'ctc' | 'ig', context: AnswerContext, index: number): string {
  return `${kind}_${context.id}_${index}`;
}

export function writeAnswer(answer: ChatAnswer, context: AnswerContext): JsonObject {
  const output: JsonObject[] = [];
  for (const part of answer.parts) output.push(...writePart(part, context, output.length));
  return responseObject({ output, reason: answer.reason, usage: answer.usage }, context);
}

interface Told {
  output: readonly JsonObject[];
  /** null = still in progress. */
  reason: StopReason | null;
  usage: Usage | null;
}

const INCOMPLETE: Readonly<Partial<Record<StopReason, string>>> = {
  length: 'max_output_tokens',
  'context-window': 'max_output_tokens',
  'content-filter': 'content_filter',
};

export function statusOf(reason: StopReason): string {
  return INCOMPLETE[reason] === undefined ? 'completed' : 'incomplete';
}

export function responseObject({ output, reason, usage }: Told, context: AnswerContext): JsonObject {
  const incomplete = reason === null ? undefined : INCOMPLETE[reason];
  return {
    id: responseId(context),
    object: 'response',
    created_at: context.created,
    status: reason === null ? 'in_progress' : statusOf(reason),
    background: false,
    error: null,
    incomplete_details: incomplete === undefined ? null : { reason: incomplete },
    ...asked(context),
    output,
    usage: writeUsage(usage),
  };
}

/** The answer repeats the request. */
function asked({ call, model }: AnswerContext): JsonObject {
  const { maxOutputTokens, parallelToolCalls, reasoning, sampling } = call ?? UNKNOWN;
  return {
    instructions: null,
    max_output_tokens: maxOutputTokens,
    model,
    parallel_tool_calls: parallelToolCalls ?? true,
    previous_response_id: null,
    reasoning: { effort: reasoning?.effort ?? null, summary: null },
    store: false,
    temperature: sampling.temperature ?? null,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: sampling.topP ?? null,
    truncation: 'disabled',
    user: null,
    metadata: {},
  };
}

const UNKNOWN: Pick<AnsweredCall, 'maxOutputTokens' | 'parallelToolCalls' | 'reasoning' | 'sampling'> = {
  maxOutputTokens: null,
  parallelToolCalls: null,
  reasoning: null,
  sampling: {},
};

/** `at` is the place of the first item in the output. */
export function writePart(part: AnswerPart, context: AnswerContext, at: number): JsonObject[] {
  switch (part.type) {
    case 'text': {
      const annotations = part.citations.map(writeAnnotation).filter((annotation) => annotation !== null);
      const content = part.isRefusal
        ? { type: 'refusal', refusal: part.text }
        : { type: 'output_text', text: part.text, annotations, logprobs: [] };
      return [
        { id: itemId('msg', context, at), type: 'message', status: 'completed', role: 'assistant', content: [content] },
      ];
    }
    case 'reasoning': {
      const summary = part.text === '' ? [] : [{ type: 'summary_text', text: part.text }];
      const encrypted = part.state === null ? {} : { encrypted_content: encryptedContent(part.state) };
      return [{ id: itemId('rs', context, at), type: 'reasoning', summary, ...encrypted }];
    }
    case 'tool-call':
      return writeCall(part, context, at);
    case 'image': {
      if (part.source.type !== 'base64') return [];
      const id = itemId('ig', context, at);
      return [{ id, type: 'image_generation_call', status: 'completed', result: part.source.data }];
    }
    case 'native':
      return part.dialect === ID ? [part.value] : [];
  }
}

type Call = Extract<AnswerPart, { type: 'tool-call' }>;

/** State that belongs to the call stands in a reasoning item before it. */
function writeCall(part: Call, context: AnswerContext, at: number): JsonObject[] {
  const { id, name, state } = part;
  const ahead =
    state === null
      ? []
      : [
          {
            id: itemId('rs', context, at),
            type: 'reasoning',
            summary: [],
            encrypted_content: packState(state, 'next'),
          },
        ];
  const text = unwrapFreeform(part, context);
  const place = at + ahead.length;
  if (text !== null) {
    return [
      ...ahead,
      {
        id: itemId('ctc', context, place),
        type: 'custom_tool_call',
        status: 'completed',
        call_id: id,
        name,
        input: text,
      },
    ];
  }
  const input = part.input === '' ? '{}' : part.input;
  return [
    ...ahead,
    {
      id: itemId('fc', context, place),
      type: 'function_call',
      status: 'completed',
      call_id: id,
      name,
      arguments: input,
    },
  ];
}
