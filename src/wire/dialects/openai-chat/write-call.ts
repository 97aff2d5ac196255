/** The inner language as a body of `POST /v1/chat/completions`. What a host refuses comes as options, as data of its row. */
import type { ChatCall, FunctionTool, OutputFormat, ToolChoice } from '../../chat/call.ts';
import { loweredTo, NO_REQUIRED } from '../../chat/refused-members.ts';
import { respelledTools, spell } from '../../chat/tool-spelling.ts';
import type { Restoration } from '../../chat/restoration.ts';
import type { TargetQuirks, WriteOptions, WrittenCall } from '../../chat/translator.ts';
import {
  ConstraintError,
  extraFor,
  schemaOf,
  set,
  splitStops,
  toolsFor,
  writing,
  type Writing,
} from '../../chat/writing.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { isStrictSchema } from './strict-schema.ts';
import { openaiTier } from './service-tier.ts';
import { cacheControl, TOOL_NAME, writeMessages } from './write-messages.ts';
import { writeReasoning } from './write-reasoning.ts';

const ID = 'openai-chat';
const MAX_STOPS = 4;
/** Longer names, as Claude Code's, become a digest: the same for the same user. */
const USER = { forbidden: /[^\x20-\x7e]/, maxLength: 64 };

export function writeCall(call: ChatCall, options: WriteOptions): WrittenCall {
  return writing(call, options, write);
}

function write(state: Writing): { body: JsonObject; restoration: Restoration } {
  const { call, options, warnings } = state;
  const { quirks } = options;
  const extra = extraFor(call.extra, ID, { warnings, path: '' });
  const body: JsonObject = { model: options.model, messages: writeMessages(state) };
  writeTools(body, state);
  if (call.output !== null) body['response_format'] = writeFormat(call.output, state);
  writeReasoning(body, state);
  set(body, quirks.maxTokensField ?? 'max_completion_tokens', maxTokens(state));
  const { sent, stops } = splitStops(state, quirks.refuses?.includes('stop') === true ? 0 : MAX_STOPS);
  if (sent.length > 0) body['stop'] = sent;
  writeSampling(body, state);
  if (call.userId !== null) body['user'] = spell(call.userId, USER);
  set(body, 'service_tier', openaiTier(state));
  if (call.stream) {
    body['stream'] = true;
    // Usage is metered whatever the client asked for.
    if (quirks.refuses?.includes('stream_options') !== true) body['stream_options'] = { include_usage: true };
  }
  const toolNames = respelledTools(call.tools, TOOL_NAME);
  return { body: { ...extra, ...body }, restoration: { toolNames, jsonTool: null, stops } };
}

function writeTools(body: JsonObject, state: Writing): void {
  const { call, options, warnings } = state;
  const { functions, natives } = toolsFor(state, ID);
  if (call.toolChoice?.type === 'none' && options.quirks.hasNoChoiceOfNone === true) return;
  const tools = [...functions.map((tool) => writeTool(tool, state)), ...natives.map(({ value }) => value)];
  if (tools.length === 0) return;
  body['tools'] = tools;
  set(body, 'tool_choice', choiceOf(call.toolChoice, state));
  if (call.parallelToolCalls !== null && options.quirks.refuses?.includes('parallel_tool_calls') !== true) {
    body['parallel_tool_calls'] = call.parallelToolCalls;
  } else if (call.parallelToolCalls === false) {
    warnings.add('parallelToolCalls', 'This provider may call several tools at once.');
  }
}

function writeTool(tool: FunctionTool, { options }: Writing): JsonObject {
  const { quirks } = options;
  const name = spell(tool.name, TOOL_NAME);
  const described = tool.description === null ? {} : { description: tool.description };
  if (tool.isFreeform && quirks.takesCustomTools === true) {
    return { type: 'custom', custom: { name, ...described, ...formatOf(tool) } };
  }
  const strict = tool.strict === null ? {} : { strict: tool.strict };
  const marks = quirks.takesCacheMarks === true ? cacheControl(tool.cache) : {};
  return { type: 'function', function: { name, ...described, parameters: schemaOf(tool), ...strict }, ...marks };
}

function choiceOf(choice: ToolChoice | null, { call, options: { quirks } }: Writing): unknown {
  switch (choice?.type) {
    case undefined:
      return null;
    case 'any':
      return requiredChoice(quirks);
    case 'tool':
      return namedChoice(choice.name, { call, isCustomTaken: quirks.takesCustomTools === true });
    case 'allowed':
      return choice.required ? requiredChoice(quirks) : 'auto';
    case 'auto':
    case 'none':
      return choice.type;
  }
}

function requiredChoice({ requiredToolChoice = 'required' }: TargetQuirks): string {
  if (requiredToolChoice === null) throw new ConstraintError('toolChoice', NO_REQUIRED);
  return requiredToolChoice;
}

function namedChoice(name: string, { call, isCustomTaken }: { call: ChatCall; isCustomTaken: boolean }): JsonObject {
  const tool = call.tools.find((known) => known.type === 'function' && known.name === name);
  const named = { name: spell(name, TOOL_NAME) };
  const isCustom = isCustomTaken && tool?.type === 'function' && tool.isFreeform;
  return isCustom ? { type: 'custom', custom: named } : { type: 'function', function: named };
}

/** The Responses dialect has the members of a grammar beside its type. */
function formatOf({ extra }: FunctionTool): JsonObject {
  const own = extra?.[ID]?.['format'];
  if (own !== undefined) return { format: own };
  const other = extra?.['openai-responses']?.['format'];
  if (!isObject(other)) return {};
  const { type, ...grammar } = other;
  return { format: type === 'grammar' ? { type, grammar } : { type } };
}

function writeFormat(output: OutputFormat, { warnings }: Writing): JsonObject {
  if (output.type === 'json') return { type: 'json_object' };
  const { name, description, schema, strict } = output;
  const canBeStrict = isStrictSchema(schema);
  if (strict === true && !canBeStrict) {
    warnings.add('output', 'The schema has members that OpenAI cannot enforce: it is sent as a wish, not as a rule.');
  }
  const written: JsonObject = { name: spell(name ?? 'answer', TOOL_NAME), schema };
  set(written, 'description', description);
  if (strict !== null) written['strict'] = strict && canBeStrict;
  return { type: 'json_schema', json_schema: written };
}

function maxTokens({ call, options, warnings }: Writing): number | null {
  const asked = call.maxOutputTokens;
  const limit = options.maxOutputTokens;
  if (asked === null || limit === null || asked <= limit) return asked;
  warnings.add('maxOutputTokens', `Lowered to the model's ${limit}.`);
  return limit;
}

const MEMBERS = [
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['presencePenalty', 'presence_penalty'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['seed', 'seed'],
] as const;

/** Reasoning models refuse all of them but the seed. */
function writeSampling(body: JsonObject, state: Writing): void {
  const { call, options, warnings } = state;
  const { sampling } = call;
  for (const [field, member] of MEMBERS) {
    const value = sampling[field];
    if (value === undefined) continue;
    if (options.quirks.takesSampling === false && field !== 'seed') {
      warnings.add(field, 'This model takes no sampling parameters.');
    } else body[member] = field === 'temperature' ? boundTemperature(value, state) : value;
  }
  if (sampling.topK !== undefined) {
    if (options.quirks.takesTopK === true) body['top_k'] = sampling.topK;
    else warnings.add('topK', 'OpenAI Chat Completions has no top_k.');
  }
}

function boundTemperature(asked: number, { options: { quirks }, warnings }: Writing): number {
  const { maxTemperature } = quirks;
  if (maxTemperature === undefined || asked <= maxTemperature) return asked;
  warnings.add('temperature', loweredTo(maxTemperature));
  return maxTemperature;
}
