/** A body of `POST /v1/messages`, read into the inner language. Source: Messages API reference, versions 2023-06-01 and 2026-10-21. */
import type {
  CacheMark,
  ChatCall,
  ChatMessage,
  Extra,
  MediaSource,
  OutputFormat,
  Part,
  Reasoning,
  ResultPart,
  Sampling,
  TextPart,
  Tool,
  ToolChoice,
} from '../../chat/call.ts';
import { asBoolean, asInteger, asNumber, asString, asStrings, Field, unknownMembers } from '../../chat/field.ts';
import { readState } from '../../chat/opaque-state.ts';
import { withStatesAhead } from '../../chat/state-ahead.ts';
import type { RequestLine } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { readCitations } from './citations.ts';

const ID = 'anthropic-messages';

const KNOWN = new Set([
  'model',
  'max_tokens',
  'messages',
  'system',
  'stop_sequences',
  'stream',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'metadata',
  'temperature',
  'top_p',
  'top_k',
  'service_tier',
  // Of the paths of Vertex AI and Bedrock, where a header says the same elsewhere.
  'anthropic_version',
  'anthropic_beta',
]);

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Throws FieldError. `line`: the paths of Vertex AI and Bedrock name the model. */
export function readCall(json: JsonObject, line: RequestLine): ChatCall {
  const body = new Field(json);
  const model = (body.at('model').isPresent ? null : line.model) ?? body.at('model').string();
  const messages = body.at('messages').items().map(readMessage);
  const choice = body.at('tool_choice');
  const disablesParallel = choice.at('disable_parallel_tool_use').optional(asBoolean);
  return {
    model,
    stream: body.at('stream').optional(asBoolean) ?? false,
    includesUsage: true,
    system: body.at('system').optional(readTexts) ?? [],
    messages,
    tools: body.at('tools').optional((tools) => tools.items().map(readTool)) ?? [],
    toolChoice: choice.optional(readToolChoice),
    parallelToolCalls: disablesParallel === null ? null : !disablesParallel,
    output: readOutput(body),
    reasoning: readReasoning(body),
    maxOutputTokens: readMaxTokens(body.at('max_tokens')),
    stop: body.at('stop_sequences').optional(asStrings) ?? [],
    sampling: readSampling(body),
    serviceTier: body.at('service_tier').optional(asString),
    userId: body.at('metadata').at('user_id').optional(asString),
    extra: extraOf(json),
  };
}

function extraOf(json: JsonObject): Extra {
  const others = unknownMembers(json, KNOWN) ?? {};
  const config = isObject(json['output_config']) ? unknownMembers(json['output_config'], CONFIG_KNOWN) : undefined;
  if (config !== undefined) others['output_config'] = config;
  return Object.keys(others).length === 0 ? {} : { [ID]: others };
}

const CONFIG_KNOWN = new Set(['effort', 'format']);

function readSampling(body: Field): Sampling {
  const temperature = body.at('temperature').optional(asNumber);
  const topP = body.at('top_p').optional(asNumber);
  const topK = body.at('top_k').optional(asInteger);
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { topP }),
    ...(topK === null ? {} : { topK }),
  };
}

function readReasoning(body: Field): Reasoning | null {
  const thinking = body.at('thinking');
  const effort = body
    .at('output_config')
    .at('effort')
    .optional((field) => field.oneOf(EFFORTS));
  if (!thinking.isPresent)
    return effort === null ? null : { mode: 'adaptive', effort, budgetTokens: null, isShown: null };
  const type = thinking.at('type').oneOf(['enabled', 'disabled', 'adaptive']);
  const display = thinking.at('display').optional(asString);
  return {
    mode: type === 'disabled' ? 'off' : type === 'enabled' ? 'on' : 'adaptive',
    effort,
    budgetTokens: type === 'enabled' ? thinking.at('budget_tokens').integer() : null,
    isShown: display === null ? null : display !== 'omitted',
  };
}

function readOutput(body: Field): OutputFormat | null {
  const format = body.at('output_config').at('format');
  const chosen = format.isPresent ? format : body.at('output_format');
  if (!chosen.isPresent) return null;
  chosen.at('type').oneOf(['json_schema']);
  return { type: 'schema', name: null, description: null, schema: chosen.at('schema').object(), strict: true };
}

function readMaxTokens(field: Field): number {
  const tokens = field.integer();
  if (tokens < 1) throw field.broken('Input should be greater than or equal to 1');
  return tokens;
}

function readToolChoice(choice: Field): ToolChoice {
  const type = choice.at('type').oneOf(['auto', 'any', 'tool', 'none']);
  return type === 'tool' ? { type, name: choice.at('name').string() } : { type };
}

const TOOL_KNOWN = new Set(['type', 'name', 'description', 'input_schema', 'strict', 'cache_control']);

function readTool(tool: Field): Tool {
  const value = tool.object();
  const type = tool.at('type').optional(asString) ?? 'custom';
  if (type !== 'custom') {
    return { type: 'native', dialect: ID, name: tool.at('name').optional(asString) ?? type, value };
  }
  return {
    type: 'function',
    name: tool.at('name').string(),
    description: tool.at('description').optional(asString),
    schema: tool.at('input_schema').object(),
    strict: tool.at('strict').optional(asBoolean),
    isFreeform: false,
    ...marks(tool, TOOL_KNOWN),
  };
}

function readMessage(message: Field): ChatMessage {
  const role = message.at('role').oneOf(['user', 'assistant', 'system']);
  const content = message.at('content');
  if (typeof content.value === 'string') return { role, parts: [{ type: 'text', text: content.value }] };
  if (!Array.isArray(content.value)) throw content.wrongType('array');
  return { role, parts: readParts(content.items()) };
}

function readParts(blocks: readonly Field[]): Part[] {
  return withStatesAhead(blocks, {
    signatureOf: (block) => (block.at('type').value === 'thinking' ? block.at('signature').value : null),
    parts: (block) => [readPart(block)],
  });
}

function readPart(block: Field): Part {
  const value = block.object();
  switch (block.at('type').string()) {
    case 'thinking':
      return {
        type: 'reasoning',
        text: block.at('thinking').string(),
        state: block
          .at('signature')
          .optional((field) =>
            field.value === '' ? null : readState(field.string(), { issuer: 'claude', kind: 'signature' }),
          ),
      };
    case 'redacted_thinking':
      return {
        type: 'reasoning',
        text: '',
        state: readState(block.at('data').string(), { issuer: 'claude', kind: 'redacted' }),
      };
    case 'tool_use':
      return {
        type: 'tool-call',
        id: block.at('id').string(),
        name: block.at('name').string(),
        input: JSON.stringify(block.at('input').object()),
        ...marks(block, TOOL_USE_KNOWN),
      };
    case 'tool_result':
      return {
        type: 'tool-result',
        callId: block.at('tool_use_id').string(),
        name: null,
        parts: block.at('content').optional(readResult) ?? [],
        isError: block.at('is_error').optional(asBoolean) ?? false,
        ...marks(block, TOOL_RESULT_KNOWN),
      };
    default:
      return readContent(block, value);
  }
}

const TEXT_KNOWN = new Set(['type', 'text', 'cache_control', 'citations']);
const MEDIA_KNOWN = new Set(['type', 'source', 'cache_control', 'title', 'context', 'citations']);
const TOOL_USE_KNOWN = new Set(['type', 'id', 'name', 'input', 'cache_control']);
const TOOL_RESULT_KNOWN = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']);

/** Blocks that may also stand in a tool result. */
function readContent(block: Field, value: JsonObject): ResultPart {
  switch (value['type']) {
    case 'text':
      return readText(block);
    case 'image':
      return { type: 'image', source: readSource(block.at('source')), ...marks(block, MEDIA_KNOWN) };
    case 'document':
      return {
        type: 'document',
        source: readDocumentSource(block.at('source')),
        name: block.at('title').optional(asString),
        context: block.at('context').optional(asString) ?? undefined,
        wantsCitations: block.at('citations').at('enabled').optional(asBoolean) ?? undefined,
        ...marks(block, MEDIA_KNOWN),
      };
    default:
      return { type: 'native', dialect: ID, value };
  }
}

function readResult(content: Field): ResultPart[] {
  if (typeof content.value === 'string') return [{ type: 'text', text: content.value }];
  return content.items().map((block) => {
    block.at('type').string();
    return readContent(block, block.object());
  });
}

function readTexts(content: Field): TextPart[] {
  if (typeof content.value === 'string') return [{ type: 'text', text: content.value }];
  return content.items().map((block) => {
    block.at('type').oneOf(['text']);
    return readText(block);
  });
}

function readText(block: Field): TextPart {
  const citations = readCitations(block.at('citations').value);
  return {
    type: 'text',
    text: block.at('text').string(),
    ...(citations.length === 0 ? {} : { citations }),
    ...marks(block, TEXT_KNOWN),
  };
}

function readSource(source: Field): MediaSource {
  switch (source.at('type').oneOf(['base64', 'url', 'file'])) {
    case 'base64':
      return { type: 'base64', mimeType: source.at('media_type').string(), data: source.at('data').string() };
    case 'url':
      return { type: 'url', url: source.at('url').string(), mimeType: null };
    case 'file':
      return { type: 'file', id: source.at('file_id').string(), mimeType: null, dialect: ID };
  }
}

function readDocumentSource(source: Field): MediaSource | { type: 'text'; text: string } {
  const type = source.at('type').value;
  if (type === 'text') return { type, text: source.at('data').string() };
  if (type !== 'content') return readSource(source);
  const content = source.at('content');
  if (typeof content.value === 'string') return { type: 'text', text: content.value };
  const texts = content.items().flatMap((block) => block.at('text').optional(asString) ?? []);
  return { type: 'text', text: texts.join('\n') };
}

/** Cache mark and members of tomorrow. */
function marks(block: Field, known: ReadonlySet<string>): { cache?: CacheMark; extra?: Extra } {
  const value = block.value;
  if (!isObject(value)) return {};
  const cache = readCacheControl(value['cache_control']);
  const others = unknownMembers(value, known);
  return { ...(cache === null ? {} : { cache }), ...(others === undefined ? {} : { extra: { [ID]: others } }) };
}

function readCacheControl(control: unknown): CacheMark | null {
  if (!isObject(control)) return null;
  const ttl = control['ttl'];
  return { ttl: ttl === '5m' || ttl === '1h' ? ttl : null };
}
