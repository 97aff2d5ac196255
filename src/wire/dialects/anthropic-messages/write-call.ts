/** The inner language as a body of `POST /v1/messages`. Source: Messages API reference; limits of models come as options. */
import { lookUp } from '../../chat/look-up.ts';
import type { ChatCall, FunctionTool, Reasoning, TextPart, ToolChoice } from '../../chat/call.ts';
import { budgetOf, effortOf, nearestEffort } from '../../chat/effort.ts';
import { textIn } from '../../chat/decoding.ts';
import type { Restoration } from '../../chat/restoration.ts';
import { respelledTools, spell } from '../../chat/tool-spelling.ts';
import type { OutputUse, WriteOptions, WrittenCall } from '../../chat/translator.ts';
import {
  ConstraintError,
  extraFor,
  isBlank,
  schemaOf,
  set,
  toolsFor,
  writing,
  type Writing,
} from '../../chat/writing.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { outputSchema, toolSchema } from './schemas.ts';
import { cacheControl, TOOL_NAME, writeMessages, writeText } from './write-messages.ts';

const ID = 'anthropic-messages';

/** `max_tokens` is required; what stands there when neither the caller nor the catalog says it. */
const DEFAULT_MAX_TOKENS = 4096;
/** The smallest budget that Claude takes. */
const MIN_BUDGET = 1024;
const MAX_USER_ID = 256;

const JSON_MODE: TextPart = { type: 'text', text: 'Answer with one JSON object and nothing else.' };

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];

export function writeCall(call: ChatCall, options: WriteOptions): WrittenCall {
  return writing(call, options, write);
}

function write(state: Writing): { body: JsonObject; restoration: Restoration } {
  const { call, options, warnings } = state;
  const extra = extraFor(call.extra, ID, { warnings, path: '' });
  const { messages, startsWithThinking } = writeMessages(state);
  const body: JsonObject = { model: options.model, messages };
  const system = call.output?.type === 'json' ? [...call.system, JSON_MODE] : call.system;
  if (system.length > 0) body['system'] = system.map(writeText);
  const jsonTool = writeTools(body, state);
  writeLimits(body, state, startsWithThinking);
  writeSampling(body, state);
  const stop = call.stop.filter((text) => !isBlank(text));
  if (stop.length > 0) body['stop_sequences'] = stop;
  if (call.userId !== null) body['metadata'] = { user_id: call.userId.slice(0, MAX_USER_ID) };
  set(body, 'service_tier', serviceTier(state));
  if (call.stream) body['stream'] = true;
  mergeExtra(body, extra);
  return { body, restoration: { toolNames: respelledTools(call.tools, TOOL_NAME), jsonTool } };
}

function mergeExtra(body: JsonObject, extra: JsonObject): void {
  for (const [key, value] of Object.entries(extra)) {
    const present = body[key];
    body[key] = isObject(present) && isObject(value) ? { ...value, ...present } : value;
  }
}

/** Returns the name of the tool that stands for the output's schema, where there is no other way. */
function writeTools(body: JsonObject, state: Writing): string | null {
  const { call, options } = state;
  const { functions, natives } = toolsFor(state, ID);
  const tools = [...functions.map((tool) => writeTool(tool, options)), ...natives.map(({ value }) => value)];
  const jsonTool = writeOutput(body, state);
  if (jsonTool !== null) tools.push(jsonTool);
  if (tools.length === 0) return null;
  body['tools'] = tools;
  const jsonName = jsonTool === null ? null : textIn(jsonTool, 'name');
  const choice = jsonName === null ? choiceOf(call.toolChoice) : { type: 'tool', name: jsonName };
  const single = call.parallelToolCalls === false;
  if (choice !== null || single) {
    body['tool_choice'] = { ...(choice ?? { type: 'auto' }), ...(single ? { disable_parallel_tool_use: true } : {}) };
  }
  return jsonName;
}

function choiceOf(choice: ToolChoice | null): JsonObject | null {
  if (choice === null) return null;
  if (choice.type === 'tool') return { type: 'tool', name: spell(choice.name, TOOL_NAME) };
  if (choice.type === 'allowed') return { type: choice.required ? 'any' : 'auto' };
  return { type: choice.type };
}

function writeTool(tool: FunctionTool, { quirks }: WriteOptions): JsonObject {
  if (tool.strict === true && quirks.takesStrictTools === false) {
    throw new ConstraintError('strict', `This model on this provider does not take strict tools (${tool.name}).`);
  }
  const written: JsonObject = { name: spell(tool.name, TOOL_NAME) };
  set(written, 'description', tool.description);
  written['input_schema'] = toolSchema(schemaOf(tool));
  if (tool.strict === true) written['strict'] = true;
  return { ...written, ...extraFor(tool.extra, ID), ...cacheControl(tool.cache) };
}

/** Where the model has no structured output: a forced tool whose input is the answer. */
function writeOutput(body: JsonObject, { call, options, warnings }: Writing): JsonObject | null {
  const { output } = call;
  if (output === null) return null;
  if (output.type === 'json') {
    warnings.add('output', 'Claude has no JSON mode: it is asked for JSON in the system prompt.');
    return null;
  }
  if (options.quirks.takesOutputFormat !== false) {
    body['output_config'] = { format: { type: 'json_schema', schema: outputSchema(output.schema) } };
    return null;
  }
  if (call.tools.length > 0 || (call.reasoning !== null && call.reasoning.mode !== 'off')) {
    throw new ConstraintError('output', 'This model takes a JSON schema only without tools and without thinking.');
  }
  return {
    name: spell(output.name ?? 'json', TOOL_NAME),
    description: output.description ?? 'Answer with this.',
    input_schema: toolSchema(output.schema),
  };
}

/** `max_tokens`, `thinking` and the effort, which depend on each other. */
export function writeLimits(body: JsonObject, state: Writing, startsWithThinking: boolean): void {
  const { call, options, warnings } = state;
  const limit = options.maxOutputTokens;
  const asked = call.maxOutputTokens ?? limit ?? DEFAULT_MAX_TOKENS;
  if (limit !== null && asked > limit) warnings.add('maxOutputTokens', `Lowered to the model's ${limit}.`);
  const maxTokens = Math.min(asked, limit ?? Infinity);
  const thinking = thinkingOf(call.reasoning, options);
  const budget = thinking?.['budget_tokens'];
  if (typeof budget === 'number') {
    body['max_tokens'] = writeBudget(body, state, { budget, maxTokens, startsWithThinking });
  } else {
    if (thinking !== null) body['thinking'] = thinking;
    body['max_tokens'] = maxTokens;
  }
  writeEffort(body, call.reasoning, options);
}

/** `writeBudget` gives the answer room beside the thinking. */
export const mostOutput = (asked: number, { quirks, maxOutputTokens, mayReason }: OutputUse): number =>
  mayReason && quirks.thinking === 'budget' ? Math.max(asked, maxOutputTokens) : asked;

interface Budget {
  budget: number;
  maxTokens: number;
  startsWithThinking: boolean;
}

/** Returns `max_tokens`: the budget is a part of it, so the answer keeps its own room beside it. */
function writeBudget(
  body: JsonObject,
  { options, warnings }: Writing,
  { budget, maxTokens, startsWithThinking }: Budget,
): number {
  if (!startsWithThinking) {
    warnings.add(
      'reasoning',
      'Left out: the last turn has tool calls without the thinking that must stand before them.',
    );
    return maxTokens;
  }
  const room = budget >= maxTokens ? Math.min(maxTokens + budget, options.maxOutputTokens ?? Infinity) : maxTokens;
  if (room <= MIN_BUDGET) {
    warnings.add('reasoning', 'Left out: the limit on output is too small for it.');
    return room;
  }
  body['thinking'] = { type: 'enabled', budget_tokens: Math.min(budget, room - 1) };
  return room;
}

function writeEffort(body: JsonObject, reasoning: Reasoning | null, { quirks }: WriteOptions): void {
  if (reasoning === null || reasoning.mode === 'off' || quirks.thinking === 'budget' || quirks.thinking === 'none')
    return;
  const effort = nearestEffort(effortOf(reasoning), quirks.efforts ?? EFFORTS);
  if (effort === null) return;
  const config = isObject(body['output_config']) ? body['output_config'] : {};
  body['output_config'] = { ...config, effort };
}

function thinkingOf(reasoning: Reasoning | null, { quirks }: WriteOptions): JsonObject | null {
  if (reasoning === null || quirks.thinking === 'none') return null;
  const { mode, isShown } = reasoning;
  if (mode === 'off') return quirks.thinking === 'adaptive-only' ? null : { type: 'disabled' };
  const display = isShown === null ? {} : { display: isShown ? 'summarized' : 'omitted' };
  if (quirks.thinking === 'budget') {
    const budget = budgetOf(reasoning);
    return budget === null ? null : { type: 'enabled', budget_tokens: Math.max(budget, MIN_BUDGET) };
  }
  return { type: 'adaptive', ...display };
}

function writeSampling(body: JsonObject, { call, options, warnings }: Writing): void {
  const { temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = call.sampling;
  const unknown = { presencePenalty, frequencyPenalty, seed };
  for (const [field, value] of Object.entries(unknown)) {
    if (value !== undefined) warnings.add(field, 'Claude has no such parameter.');
  }
  if (options.quirks.takesSampling === false) {
    for (const [field, value] of Object.entries({ temperature, topP, topK })) {
      if (value !== undefined) warnings.add(field, 'This model takes no sampling parameters.');
    }
    return;
  }
  if (temperature !== undefined) {
    if (temperature > 1) warnings.add('temperature', 'Lowered to 1, which is the most for Claude.');
    body['temperature'] = Math.min(temperature, 1);
    if (topP !== undefined) warnings.add('topP', 'Claude takes either temperature or top_p.');
  } else set(body, 'top_p', topP);
  set(body, 'top_k', topK);
}

const TIERS: Readonly<Record<string, string>> = {
  auto: 'auto',
  priority: 'auto',
  standard_only: 'standard_only',
  default: 'standard_only',
  standard: 'standard_only',
};

function serviceTier({ call, warnings }: Writing): string | null {
  if (call.serviceTier === null) return null;
  const tier = lookUp(TIERS, call.serviceTier);
  if (tier === undefined) warnings.add('serviceTier', 'The upstream has no such tier.');
  return tier ?? null;
}
