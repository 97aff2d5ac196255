/** A body of `POST /v1/responses`, read into the inner language. Source: OpenAI's API reference; types of its library, 6.49. */
import type { ChatCall, Effort, Extra, OutputFormat, Reasoning, Sampling, Tool, ToolChoice } from '../../chat/call.ts';
import { asBoolean, asInteger, asNumber, asString, Field, unknownMembers } from '../../chat/field.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { readInput } from './read-input.ts';

const ID = 'openai-responses';

const KNOWN = new Set([
  'model',
  'input',
  'instructions',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'reasoning',
  'max_output_tokens',
  'temperature',
  'top_p',
  'service_tier',
  'user',
  'safety_identifier',
]);

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Throws FieldError. */
export function readCall(json: JsonObject): ChatCall {
  const body = new Field(json);
  const model = body.at('model').string();
  const instructions = body.at('instructions').optional(asString);
  const { system, messages } = readInput(body.at('input'));
  return {
    model,
    stream: body.at('stream').optional(asBoolean) ?? false,
    includesUsage: true,
    system: [...(instructions === null ? [] : [{ type: 'text' as const, text: instructions }]), ...system],
    messages,
    tools: body.at('tools').optional((tools) => tools.items().map(readTool)) ?? [],
    toolChoice: body.at('tool_choice').optional(readToolChoice),
    parallelToolCalls: body.at('parallel_tool_calls').optional(asBoolean),
    output: body.at('text').at('format').optional(readFormat),
    reasoning: body.at('reasoning').optional(readReasoning),
    maxOutputTokens: body.at('max_output_tokens').optional(asInteger),
    stop: [],
    sampling: readSampling(body),
    serviceTier: body.at('service_tier').optional(asString),
    userId: body.atAny('safety_identifier', 'user').optional(asString),
    extra: extraOf(json),
  };
}

/** Members that say what is the case anyway: an answer that is translated is never stored. */
const PLAIN: Readonly<Record<string, unknown>> = { store: false, background: false, truncation: 'disabled' };

function extraOf(json: JsonObject): Extra {
  const others = unknownMembers(json, KNOWN) ?? {};
  for (const [name, value] of Object.entries(PLAIN)) if (others[name] === value) delete others[name];
  const { include } = others;
  if (Array.isArray(include) && include.every((name) => name === 'reasoning.encrypted_content'))
    delete others['include'];
  const text = isObject(json['text']) ? unknownMembers(json['text'], new Set(['format'])) : undefined;
  if (text !== undefined) others['text'] = text;
  return Object.keys(others).length === 0 ? {} : { [ID]: others };
}

function readSampling(body: Field): Sampling {
  const temperature = body.at('temperature').optional(asNumber);
  const topP = body.at('top_p').optional(asNumber);
  return { ...(temperature === null ? {} : { temperature }), ...(topP === null ? {} : { topP }) };
}

function readReasoning(reasoning: Field): Reasoning | null {
  const named = reasoning.at('effort').optional((field) => field.oneOf(EFFORTS));
  const effort: Effort | null = named === 'none' ? null : named;
  const isShown = reasoning.atAny('summary', 'generate_summary').isPresent ? true : null;
  if (named === null && isShown === null) return null;
  const mode = named === 'none' ? 'off' : named === null ? 'adaptive' : 'on';
  return { mode, effort, budgetTokens: null, isShown };
}

function readFormat(format: Field): OutputFormat | null {
  switch (format.at('type').oneOf(['text', 'json_object', 'json_schema'])) {
    case 'text':
      return null;
    case 'json_object':
      return { type: 'json' };
    case 'json_schema':
      return {
        type: 'schema',
        name: format.at('name').string(),
        description: format.at('description').optional(asString),
        schema: format.at('schema').object(),
        strict: format.at('strict').optional(asBoolean),
      };
  }
}

function readTool(tool: Field): Tool {
  const type = tool.at('type').string();
  if (type === 'function') {
    return {
      type: 'function',
      name: tool.at('name').string(),
      description: tool.at('description').optional(asString),
      schema: tool.at('parameters').optional((field) => field.object()),
      strict: tool.at('strict').optional(asBoolean),
      isFreeform: false,
    };
  }
  if (type !== 'custom') return { type: 'native', dialect: ID, name: type, value: tool.object() };
  const format = tool.at('format').optional((field) => field.object());
  return {
    type: 'function',
    name: tool.at('name').string(),
    description: tool.at('description').optional(asString),
    schema: null,
    strict: null,
    isFreeform: true,
    ...(format === null ? {} : { extra: { [ID]: { format } } }),
  };
}

/** Tools of OpenAI's own are chosen by their type. */
function readToolChoice(choice: Field): ToolChoice {
  if (typeof choice.value === 'string') {
    const mode = choice.oneOf(['auto', 'none', 'required']);
    return { type: mode === 'required' ? 'any' : mode };
  }
  const type = choice.at('type').string();
  if (type === 'function' || type === 'custom') return { type: 'tool', name: choice.at('name').string() };
  if (type !== 'allowed_tools') return { type: 'tool', name: type };
  const tools = choice.at('tools').items();
  const names = tools.map((tool) => tool.atAny('name', 'type').string());
  return { type: 'allowed', names, required: choice.at('mode').value === 'required' };
}
