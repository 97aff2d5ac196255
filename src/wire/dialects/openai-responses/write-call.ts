/** The inner language as a body of `POST /v1/responses`. Nothing is stored: the conversation comes whole each time. */
import type { ChatCall, FunctionTool, OutputFormat, ToolChoice } from '../../chat/call.ts';
import { effortOf, nearestEffort } from '../../chat/effort.ts';
import type { Restoration } from '../../chat/restoration.ts';
import { respelledTools, spell } from '../../chat/tool-spelling.ts';
import type { WriteOptions, WrittenCall } from '../../chat/translator.ts';
import {
  extraFor,
  schemaOf,
  set,
  splitStops,
  toolsFor,
  withoutBillingLine,
  writing,
  type Writing,
} from '../../chat/writing.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { openaiTier } from '../openai-chat/service-tier.ts';
import { isStrictSchema } from '../openai-chat/strict-schema.ts';
import { TOOL_NAME, writeInput } from './write-input.ts';

const ID = 'openai-responses';
/** The smallest `max_output_tokens` that is taken. */
const MIN_OUTPUT = 16;
const USER = { forbidden: /[^\x20-\x7e]/, maxLength: 64 };

export function writeCall(call: ChatCall, options: WriteOptions): WrittenCall {
  return writing(call, options, write);
}

function write(state: Writing): { body: JsonObject; restoration: Restoration } {
  const { call, options, warnings } = state;
  const { text: textSettings, ...extra } = extraFor(call.extra, ID, { warnings, path: '' });
  const body: JsonObject = { model: options.model, input: writeInput(state), store: false };
  const system = withoutBillingLine(call.system);
  if (system.length > 0) body['instructions'] = system.map(({ text }) => text).join('\n\n');
  writeTools(body, state);
  const format = call.output === null ? null : writeFormat(call.output, state);
  if (format !== null || isObject(textSettings)) {
    body['text'] = { ...(isObject(textSettings) ? textSettings : {}), ...(format === null ? {} : { format }) };
  }
  writeReasoning(body, state);
  set(body, 'max_output_tokens', maxTokens(state));
  writeSampling(body, state);
  const { stops } = splitStops(state, 0);
  if (call.userId !== null) body['safety_identifier'] = spell(call.userId, USER);
  set(body, 'service_tier', openaiTier(state));
  if (call.stream) body['stream'] = true;
  const restoration = { toolNames: respelledTools(call.tools, TOOL_NAME), jsonTool: null, stops };
  return { body: { ...body, ...extra }, restoration };
}

function writeTools(body: JsonObject, state: Writing): void {
  const { call } = state;
  const { functions, natives } = toolsFor(state, ID);
  const tools = [...functions.map((tool) => writeTool(tool, state)), ...natives.map(({ value }) => value)];
  if (tools.length === 0) return;
  body['tools'] = tools;
  set(body, 'tool_choice', choiceOf(call.toolChoice, state));
  set(body, 'parallel_tool_calls', call.parallelToolCalls);
}

/** `strict` is on here unless it is turned off, and then it refuses most schemas. */
function writeTool(tool: FunctionTool, { options }: Writing): JsonObject {
  const name = spell(tool.name, TOOL_NAME);
  const described = tool.description === null ? {} : { description: tool.description };
  if (tool.isFreeform && options.quirks.takesCustomTools !== false) {
    return { type: 'custom', name, ...described, ...formatOf(tool) };
  }
  return { type: 'function', name, ...described, parameters: schemaOf(tool), strict: tool.strict ?? false };
}

/** Chat Completions has the members of a grammar one level deeper. */
function formatOf({ extra }: FunctionTool): JsonObject {
  const own = extra?.[ID]?.['format'];
  if (own !== undefined) return { format: own };
  const other = extra?.['openai-chat']?.['format'];
  if (!isObject(other)) return {};
  const { type, grammar } = other;
  return { format: { type, ...(isObject(grammar) ? grammar : {}) } };
}

function choiceOf(choice: ToolChoice | null, { call, options }: Writing): unknown {
  switch (choice?.type) {
    case undefined:
      return null;
    case 'any':
      return 'required';
    case 'tool': {
      const named = call.tools.find(({ name }) => name === choice.name);
      if (named?.type === 'native') return { type: named.name };
      const isCustom = named?.isFreeform === true && options.quirks.takesCustomTools !== false;
      return { type: isCustom ? 'custom' : 'function', name: spell(choice.name, TOOL_NAME) };
    }
    case 'allowed':
      return choice.required ? 'required' : 'auto';
    case 'auto':
    case 'none':
      return choice.type;
  }
}

function writeFormat(output: OutputFormat, { warnings }: Writing): JsonObject {
  if (output.type === 'json') return { type: 'json_object' };
  const { name, description, schema, strict } = output;
  const canBeStrict = isStrictSchema(schema);
  if (strict === true && !canBeStrict) {
    warnings.add('output', 'The schema has members that OpenAI cannot enforce: it is sent as a wish, not as a rule.');
  }
  const written: JsonObject = { type: 'json_schema', name: spell(name ?? 'answer', TOOL_NAME), schema };
  set(written, 'description', description);
  written['strict'] = strict === true && canBeStrict;
  return written;
}

/** The encrypted reasoning is asked for, so that the next call can give it back. */
function writeReasoning(body: JsonObject, { call, options, warnings }: Writing): void {
  const { reasoning } = call;
  const efforts = options.quirks.efforts ?? [];
  if (efforts.length === 0) {
    if (reasoning !== null && reasoning.mode !== 'off') warnings.add('reasoning', 'This model does not reason.');
    return;
  }
  body['include'] = ['reasoning.encrypted_content'];
  if (reasoning === null) return;
  const written: JsonObject = {};
  if (reasoning.mode === 'off') written['effort'] = nearestEffort('none', efforts);
  else {
    set(
      written,
      'effort',
      nearestEffort(
        effortOf(reasoning),
        efforts.filter((name) => name !== 'none'),
      ),
    );
    if (reasoning.isShown !== false) written['summary'] = 'auto';
  }
  if (Object.keys(written).length > 0) body['reasoning'] = written;
}

export const mostOutput = (asked: number): number => Math.max(MIN_OUTPUT, asked);

function maxTokens({ call, options, warnings }: Writing): number | null {
  if (call.maxOutputTokens === null) return null;
  const limit = options.maxOutputTokens ?? Infinity;
  if (call.maxOutputTokens > limit) warnings.add('maxOutputTokens', `Lowered to the model's ${limit}.`);
  return Math.max(MIN_OUTPUT, Math.min(call.maxOutputTokens, limit));
}

function writeSampling(body: JsonObject, { call, options, warnings }: Writing): void {
  const { temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = call.sampling;
  for (const [field, value] of Object.entries({ topK, presencePenalty, frequencyPenalty, seed })) {
    if (value !== undefined) warnings.add(field, 'OpenAI Responses has no such parameter.');
  }
  if (options.quirks.takesSampling !== false) {
    set(body, 'temperature', temperature);
    set(body, 'top_p', topP);
    return;
  }
  for (const [field, value] of Object.entries({ temperature, topP })) {
    if (value !== undefined) warnings.add(field, 'This model takes no sampling parameters.');
  }
}
