/** A body of `POST /v1/chat/completions`, read into the inner language. Source: OpenAI's API reference; types of its library, 6.49. */
import type { ChatCall, Effort, Extra, OutputFormat, Reasoning, Sampling, Tool, ToolChoice } from '../../chat/call.ts';
import { asBoolean, asInteger, asNumber, asString, asStrings, Field, unknownMembers } from '../../chat/field.ts';
import type { JsonObject } from '../../json/object.ts';
import { readCacheMark, readMessages } from './read-messages.ts';

const ID = 'openai-chat';

const KNOWN = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'functions',
  'tool_choice',
  'function_call',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'thinking',
  'max_completion_tokens',
  'max_tokens',
  'stop',
  'temperature',
  'top_p',
  'top_k',
  'presence_penalty',
  'frequency_penalty',
  'seed',
  'n',
  'service_tier',
  'user',
  'safety_identifier',
]);

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

function readsUsage(options: Field): boolean {
  options.object();
  return options.at('include_usage').optional(asBoolean) ?? false;
}

/** Throws FieldError. */
export function readCall(json: JsonObject): ChatCall {
  const body = new Field(json);
  const model = body.at('model').string();
  const { system, messages } = readMessages(body.at('messages'));
  return {
    model,
    stream: body.at('stream').optional(asBoolean) ?? false,
    includesUsage: body.at('stream_options').optional(readsUsage) ?? false,
    system,
    messages,
    tools: readTools(body),
    toolChoice: readToolChoice(body),
    parallelToolCalls: body.at('parallel_tool_calls').optional(asBoolean),
    output: body.at('response_format').optional(readFormat),
    reasoning: readReasoning(body),
    maxOutputTokens: body.atAny('max_completion_tokens', 'max_tokens').optional(asInteger),
    stop: body.at('stop').optional((stop) => (typeof stop.value === 'string' ? [stop.value] : asStrings(stop))) ?? [],
    sampling: readSampling(body),
    serviceTier: body.at('service_tier').optional(asString),
    userId: body.atAny('safety_identifier', 'user').optional(asString),
    extra: extraOf(json),
  };
}

/** Members that say what is the case anyway. */
function extraOf(json: JsonObject): Extra {
  const others = unknownMembers(json, KNOWN);
  if (others?.['logprobs'] === false) delete others['logprobs'];
  return others === undefined || Object.keys(others).length === 0 ? {} : { [ID]: others };
}

const NUMBERS: Readonly<Record<Exclude<keyof Sampling, 'candidates'>, string>> = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  seed: 'seed',
};

function readSampling(body: Field): Sampling {
  const sampling: Sampling = {};
  for (const [name, member] of Object.entries(NUMBERS)) {
    const value = body.at(member).optional(asNumber);
    if (value !== null) sampling[name as keyof Sampling] = value;
  }
  const candidates = body.at('n').optional(asInteger);
  return candidates === null ? sampling : { ...sampling, candidates };
}

/** `thinking` of Anthropic's dialect is taken beside `reasoning_effort`, and holds before it. */
function readReasoning(body: Field): Reasoning | null {
  const named = body.at('reasoning_effort').optional((field) => field.oneOf(EFFORTS));
  const effort: Effort | null = named === 'none' ? null : named;
  const thinking = body.at('thinking');
  if (thinking.isPresent) {
    const type = thinking.at('type').string();
    const mode = type === 'disabled' ? 'off' : type === 'enabled' ? 'on' : 'adaptive';
    return { mode, effort, budgetTokens: thinking.at('budget_tokens').optional(asInteger), isShown: null };
  }
  if (named === null) return null;
  return { mode: named === 'none' ? 'off' : 'on', effort, budgetTokens: null, isShown: null };
}

function readFormat(format: Field): OutputFormat | null {
  switch (format.at('type').oneOf(['text', 'json_object', 'json_schema'])) {
    case 'text':
      return null;
    case 'json_object':
      return { type: 'json' };
    case 'json_schema': {
      const schema = format.at('json_schema');
      return {
        type: 'schema',
        name: schema.at('name').string(),
        description: schema.at('description').optional(asString),
        schema: schema.at('schema').optional((field) => field.object()) ?? {},
        strict: schema.at('strict').optional(asBoolean),
      };
    }
  }
}

function readTools(body: Field): Tool[] {
  const tools = body.at('tools').optional((field) => field.items().map(readTool)) ?? [];
  const functions =
    body.at('functions').optional((field) => field.items().map((inner) => readFunction(inner, {}))) ?? [];
  return [...tools, ...functions];
}

function readTool(tool: Field): Tool {
  const type = tool.at('type').string();
  const cache = readCacheMark(tool.at('cache_control').value);
  const marked = cache === undefined ? {} : { cache };
  if (type === 'function') return readFunction(tool.at('function'), marked);
  if (type !== 'custom') return { type: 'native', dialect: ID, name: type, value: tool.object() };
  const custom = tool.at('custom');
  const format = custom.at('format').optional((field) => field.object());
  return {
    type: 'function',
    name: custom.at('name').string(),
    description: custom.at('description').optional(asString),
    schema: null,
    strict: null,
    isFreeform: true,
    ...(format === null ? {} : { extra: { [ID]: { format } } }),
    ...marked,
  };
}

function readFunction(tool: Field, marked: Pick<Tool, 'cache'>): Tool {
  return {
    type: 'function',
    name: tool.at('name').string(),
    description: tool.at('description').optional(asString),
    schema: tool.at('parameters').optional((field) => field.object()),
    strict: tool.at('strict').optional(asBoolean),
    isFreeform: false,
    cache: marked.cache,
  };
}

function readToolChoice(body: Field): ToolChoice | null {
  const choice = body.atAny('tool_choice', 'function_call');
  if (!choice.isPresent) return null;
  if (typeof choice.value === 'string') {
    const mode = choice.oneOf(['auto', 'none', 'required']);
    return { type: mode === 'required' ? 'any' : mode };
  }
  // The old `function_call` has the name alone.
  if (!choice.at('type').isPresent && choice.at('name').isPresent)
    return { type: 'tool', name: choice.at('name').string() };
  switch (choice.at('type').oneOf(['function', 'custom', 'allowed_tools'])) {
    case 'function':
      return { type: 'tool', name: choice.at('function').at('name').string() };
    case 'custom':
      return { type: 'tool', name: choice.at('custom').at('name').string() };
    case 'allowed_tools': {
      const allowed = choice.at('allowed_tools');
      const names = allowed
        .at('tools')
        .items()
        .map((tool) => tool.at(tool.at('type').string()).at('name').string());
      return { type: 'allowed', names, required: allowed.at('mode').value === 'required' };
    }
  }
}
