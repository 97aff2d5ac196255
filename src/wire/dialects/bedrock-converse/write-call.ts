/** The inner language as a body of `/converse`. What only Claude takes goes into `additionalModelRequestFields`. */
import type { ChatCall, FunctionTool, Reasoning, ToolChoice } from '../../chat/call.ts';
import { effortOf, nearestEffort } from '../../chat/effort.ts';
import { lookUp } from '../../chat/look-up.ts';
import type { Restoration } from '../../chat/restoration.ts';
import { respelledTools, spell } from '../../chat/tool-spelling.ts';
import type { WriteOptions, WrittenCall } from '../../chat/translator.ts';
import {
  ConstraintError,
  extraFor,
  schemaOf,
  set,
  toolsFor,
  withoutBillingLine,
  writing,
  type Writing,
} from '../../chat/writing.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { outputSchema, toolSchema } from '../anthropic-messages/schemas.ts';
import { writeLimits } from '../anthropic-messages/write-call.ts';
import { cachePoint, TOOL_NAME, writeMessages } from './write-messages.ts';

const ID = 'bedrock-converse';

type Family = 'claude' | 'nova' | 'other';

/** The name of an application profile says no family: then the target's quirks do. */
function familyOf({ model, quirks }: WriteOptions): Family {
  if (/anthropic|claude/.test(model) || quirks.thinking !== undefined) return 'claude';
  return /\bnova\b|nova-/.test(model) ? 'nova' : 'other';
}

export function writeCall(call: ChatCall, options: WriteOptions): WrittenCall {
  return writing(call, options, write);
}

function write(state: Writing): { body: JsonObject; restoration: Restoration } {
  const { call, options, warnings } = state;
  const family = familyOf(options);
  const { additionalModelRequestFields: asked, ...extra } = extraFor(call.extra, ID, { warnings, path: '' });
  const written = writeMessages(state, family === 'claude');
  const body: JsonObject = { messages: written.messages };
  const fields: JsonObject = isObject(asked) ? { ...asked } : {};
  const system = writeSystem(state, { family, lifted: written.system });
  if (system.length > 0) body['system'] = system;
  writeTools({ body, fields }, state, { family, toolNames: written.toolNames });
  const config = writeConfig(fields, state, { family, startsWithThinking: written.startsWithThinking });
  if (Object.keys(config).length > 0) body['inferenceConfig'] = config;
  writeOutput(body, state);
  if (call.userId !== null) warnings.add('userId', 'Bedrock has no place for it.');
  writeTier(body, state);
  if (Object.keys(fields).length > 0) body['additionalModelRequestFields'] = fields;
  return {
    body: { ...extra, ...body },
    restoration: { toolNames: respelledTools(call.tools, TOOL_NAME), jsonTool: null },
  };
}

const TIERS: Readonly<Record<string, string>> = {
  default: 'default',
  standard: 'default',
  standard_only: 'default',
  flex: 'flex',
  priority: 'priority',
  reserved: 'reserved',
};

function writeTier(body: JsonObject, { call, warnings }: Writing): void {
  if (call.serviceTier === null || call.serviceTier === 'auto') return;
  const type = lookUp(TIERS, call.serviceTier);
  if (type === undefined) warnings.add('serviceTier', 'The upstream has no such tier.');
  else body['serviceTier'] = { type };
}

interface Told {
  family: Family;
  /** System messages from inside the conversation, in their order. */
  lifted: JsonObject[];
}

function writeSystem({ call }: Writing, { family, lifted }: Told): JsonObject[] {
  const texts = family === 'claude' ? call.system : withoutBillingLine(call.system);
  const json = call.output?.type === 'json' ? [{ text: 'Answer with one JSON object and nothing else.' }] : [];
  const marks = family !== 'other';
  return [...texts.flatMap(({ text, cache }) => [{ text }, ...(marks ? cachePoint(cache) : [])]), ...lifted, ...json];
}

interface Target {
  body: JsonObject;
  fields: JsonObject;
}

/** Tool blocks in the history need tools, also where the call has none any more. */
function writeTools(
  { body, fields }: Target,
  state: Writing,
  { family, toolNames }: { family: Family; toolNames: ReadonlySet<string> },
): void {
  const { call, warnings } = state;
  const { functions, natives } = toolsFor(state, ID);
  const marks = family !== 'other';
  const declared = functions.flatMap((tool) => [writeTool(tool, state), ...(marks ? cachePoint(tool.cache) : [])]);
  const tools = [...declared, ...natives.map(({ value }) => value)];
  const isOff = call.toolChoice?.type === 'none';
  if (isOff && family !== 'claude') return refuseCalls(toolNames);
  if (tools.length === 0) tools.push(...[...toolNames].map(formerTool));
  if (tools.length === 0) return;
  const config: JsonObject = { tools };
  body['toolConfig'] = config;
  const single = call.parallelToolCalls === false;
  // Claude's own member says what Converse cannot.
  if (family === 'claude' && (isOff || single)) fields['tool_choice'] = claudeChoice(call.toolChoice, single);
  else {
    set(config, 'toolChoice', choiceOf(call.toolChoice));
    if (single) warnings.add('parallelToolCalls', 'This model may call several tools at once.');
  }
}

/** Without tools none can be called, but a conversation with calls cannot be sent without them. */
function refuseCalls(toolNames: ReadonlySet<string>): void {
  if (toolNames.size === 0) return;
  throw new ConstraintError('toolChoice', 'This model cannot be kept from calling the tools of the conversation.');
}

function formerTool(name: string): JsonObject {
  return {
    toolSpec: { name, description: 'No longer available.', inputSchema: { json: { type: 'object', properties: {} } } },
  };
}

function choiceOf(choice: ToolChoice | null): JsonObject | null {
  switch (choice?.type) {
    case 'any':
      return { any: {} };
    case 'tool':
      return { tool: { name: spell(choice.name, TOOL_NAME) } };
    case 'allowed':
      return choice.required ? { any: {} } : { auto: {} };
    case 'auto':
      return { auto: {} };
    case 'none':
    case undefined:
      return null;
  }
}

function claudeChoice(choice: ToolChoice | null, single: boolean): JsonObject {
  const tail = single ? { disable_parallel_tool_use: true } : {};
  switch (choice?.type) {
    case 'none':
      return { type: 'none' };
    case 'tool':
      return { type: 'tool', name: spell(choice.name, TOOL_NAME), ...tail };
    case 'any':
      return { type: 'any', ...tail };
    case 'allowed':
      return { type: choice.required ? 'any' : 'auto', ...tail };
    case 'auto':
    case undefined:
      return { type: 'auto', ...tail };
  }
}

/** A description may not be empty. */
function writeTool(tool: FunctionTool, { options }: Writing): JsonObject {
  if (tool.strict === true && options.quirks.takesStrictTools === false) {
    throw new ConstraintError('strict', `This model on this provider does not take strict tools (${tool.name}).`);
  }
  const name = spell(tool.name, TOOL_NAME);
  const description = tool.description === null || tool.description === '' ? tool.name : tool.description;
  const strict = tool.strict === true ? { strict: true } : {};
  return { toolSpec: { name, description, inputSchema: { json: toolSchema(schemaOf(tool)) }, ...strict } };
}

interface Thinking {
  family: Family;
  startsWithThinking: boolean;
}

function writeConfig(fields: JsonObject, state: Writing, { family, startsWithThinking }: Thinking): JsonObject {
  const { call } = state;
  const config: JsonObject = {};
  if (family === 'claude') {
    const limits: JsonObject = {};
    writeLimits(limits, state, startsWithThinking);
    set(fields, 'thinking', limits['thinking']);
    set(fields, 'output_config', limits['output_config']);
    config['maxTokens'] = limits['max_tokens'];
  } else {
    set(config, 'maxTokens', maxTokens(state));
    writeReasoning(fields, state, family);
  }
  writeSampling(config, fields, { state, family });
  const stop = call.stop.filter((text) => text.trim() !== '');
  if (stop.length > 0) config['stopSequences'] = stop;
  return config;
}

function maxTokens({ call, options, warnings }: Writing): number | null {
  const limit = options.maxOutputTokens ?? Infinity;
  if (call.maxOutputTokens === null || call.maxOutputTokens <= limit) return call.maxOutputTokens;
  warnings.add('maxOutputTokens', `Lowered to the model's ${limit}.`);
  return limit;
}

const NOVA_EFFORTS = ['low', 'medium', 'high'];

function writeReasoning(fields: JsonObject, { call, options, warnings }: Writing, family: Family): void {
  const { reasoning } = call;
  if (reasoning === null || reasoning.mode === 'off') return;
  const effort = wantedEffort(reasoning, family === 'nova' ? NOVA_EFFORTS : (options.quirks.efforts ?? []));
  if (effort === null) warnings.add('reasoning', 'This model takes no reasoning effort.');
  else if (family === 'nova') fields['reasoningConfig'] = { type: 'enabled', maxReasoningEffort: effort };
  else fields['reasoning_effort'] = effort;
}

function wantedEffort(reasoning: Reasoning, efforts: readonly string[]): string | null {
  return efforts.length === 0 ? null : nearestEffort(effortOf(reasoning) ?? 'medium', efforts);
}

function writeSampling(
  config: JsonObject,
  fields: JsonObject,
  { state, family }: { state: Writing; family: Family },
): void {
  const { call, options, warnings } = state;
  const { temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = call.sampling;
  warnings.addSet({ presencePenalty, frequencyPenalty, seed }, 'Bedrock Converse has no such parameter.');
  if (options.quirks.takesSampling === false) {
    return warnings.addSet({ temperature, topP, topK }, 'This model takes no sampling parameters.');
  }
  if (temperature !== undefined) {
    if (temperature > 1) warnings.add('temperature', 'Lowered to 1, which is the most on Bedrock.');
    config['temperature'] = Math.min(temperature, 1);
  }
  const isOneOfTwo = family === 'claude' && temperature !== undefined;
  if (isOneOfTwo) warnings.addSet({ topP }, 'Claude takes either temperature or top_p.');
  else set(config, 'topP', topP);
  if (family === 'claude') set(fields, 'top_k', topK);
  else warnings.addSet({ topK }, 'Bedrock Converse has no such parameter.');
}

function writeOutput(body: JsonObject, { call, options, warnings }: Writing): void {
  const { output } = call;
  if (output === null) return;
  if (output.type === 'json') {
    warnings.add('output', 'Bedrock has no JSON mode: the model is asked for JSON in the system prompt.');
    return;
  }
  if (options.quirks.takesOutputFormat === false) {
    throw new ConstraintError('output', 'This model does not take a JSON schema for its output.');
  }
  const described: JsonObject = {
    schema: JSON.stringify(outputSchema(output.schema)),
    name: spell(output.name ?? 'answer', TOOL_NAME),
  };
  set(described, 'description', output.description);
  body['outputConfig'] = { textFormat: { type: 'json_schema', structure: { jsonSchema: described } } };
}
