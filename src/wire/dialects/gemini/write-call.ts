/** The inner language as a body of `:generateContent`. Source: Gemini API reference; thinking by the generation of the model. */
import type { ChatCall, FunctionTool, Reasoning, ToolChoice } from '../../chat/call.ts';
import { budgetOf, effortOf } from '../../chat/effort.ts';
import type { Restoration } from '../../chat/restoration.ts';
import { respelledTools, spell } from '../../chat/tool-spelling.ts';
import type { WriteOptions, WrittenCall } from '../../chat/translator.ts';
import {
  ConstraintError,
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
import { generationOf } from './generation.ts';
import { subsetOf } from './schemas.ts';
import { TOOL_NAME, writeContents } from './write-contents.ts';

const ID = 'gemini';
const MAX_STOPS = 5;

export function writeCall(call: ChatCall, options: WriteOptions): WrittenCall {
  return writing(call, options, write);
}

function write(state: Writing): { body: JsonObject; restoration: Restoration } {
  const { call, warnings } = state;
  const { generationConfig: settings, ...extra } = extraFor(call.extra, ID, { warnings, path: '' });
  const body: JsonObject = { contents: writeContents(state) };
  const system = withoutBillingLine(call.system);
  if (system.length > 0) body['systemInstruction'] = { parts: system.map(({ text }) => ({ text })) };
  writeTools(body, state);
  const { sent, stops } = splitStops(state, MAX_STOPS);
  const config = writeConfig(state, sent);
  const merged = { ...(isObject(settings) ? settings : {}), ...config };
  if (Object.keys(merged).length > 0) body['generationConfig'] = merged;
  if (call.userId !== null) warnings.add('userId', 'Gemini has no place for it.');
  if (call.parallelToolCalls === false) warnings.add('parallelToolCalls', 'Gemini may call several tools at once.');
  writeTier(body, state);
  return {
    body: { ...extra, ...body },
    restoration: { toolNames: respelledTools(call.tools, TOOL_NAME), jsonTool: null, stops },
  };
}

function writeTier(body: JsonObject, { call, options, warnings }: Writing): void {
  const asked = call.serviceTier;
  if (asked === null || asked === 'auto' || asked === 'default') return;
  const tier = asked === 'standard_only' ? 'standard' : asked;
  const isKnown = tier === 'flex' || tier === 'priority' || tier === 'standard';
  if (isKnown && options.quirks.takesServiceTier === true) body['serviceTier'] = tier;
  else warnings.add('serviceTier', 'The upstream has no such tier.');
}

function writeTools(body: JsonObject, state: Writing): void {
  const { call, options } = state;
  const { functions, natives } = toolsFor(state, ID);
  const declarations = functions.map((tool) => writeFunction(tool, options));
  const tools = [
    ...(declarations.length === 0 ? [] : [{ functionDeclarations: declarations }]),
    ...natives.map(({ value }) => value),
  ];
  if (tools.length === 0) return;
  body['tools'] = tools;
  const config = choiceOf(call.toolChoice, functions);
  if (config !== null) body['toolConfig'] = { functionCallingConfig: config };
}

/** A tool without parameters has no schema at all. */
function writeFunction(tool: FunctionTool, { model }: WriteOptions): JsonObject {
  const declaration: JsonObject = { name: spell(tool.name, TOOL_NAME) };
  set(declaration, 'description', tool.description);
  const schema = schemaOf(tool);
  const isEmpty = !isObject(schema['properties']) || Object.keys(schema['properties']).length === 0;
  if (isEmpty && !tool.isFreeform && !('$ref' in schema) && !('anyOf' in schema)) return declaration;
  return generationOf(model) >= 2
    ? { ...declaration, parametersJsonSchema: schema }
    : { ...declaration, parameters: subsetOf(schema) };
}

/** `VALIDATED` is what holds the model to the schema. */
function choiceOf(choice: ToolChoice | null, functions: readonly FunctionTool[]): JsonObject | null {
  const isStrict = functions.some(({ strict }) => strict === true);
  switch (choice?.type) {
    case undefined:
      return isStrict ? { mode: 'VALIDATED' } : null;
    case 'auto':
      return { mode: isStrict ? 'VALIDATED' : 'AUTO' };
    case 'any':
      return { mode: 'ANY' };
    case 'none':
      return { mode: 'NONE' };
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [spell(choice.name, TOOL_NAME)] };
    case 'allowed': {
      if (!choice.required) return { mode: isStrict ? 'VALIDATED' : 'AUTO' };
      return { mode: 'ANY', allowedFunctionNames: choice.names.map((name) => spell(name, TOOL_NAME)) };
    }
  }
}

function writeConfig(state: Writing, stops: readonly string[]): JsonObject {
  const { call, options, warnings } = state;
  const config: JsonObject = {};
  set(config, 'maxOutputTokens', maxTokens(state));
  const { sampling } = call;
  set(config, 'temperature', sampling.temperature);
  set(config, 'topP', sampling.topP);
  set(config, 'topK', sampling.topK);
  set(config, 'presencePenalty', sampling.presencePenalty);
  set(config, 'frequencyPenalty', sampling.frequencyPenalty);
  set(config, 'seed', sampling.seed);
  if (stops.length > 0) config['stopSequences'] = stops;
  writeOutput(config, state);
  const thinking = call.reasoning === null ? null : thinkingOf(call.reasoning, options.model);
  if (call.reasoning !== null && thinking === null && call.reasoning.mode !== 'off') {
    warnings.add('reasoning', 'This model does not think.');
  }
  set(config, 'thinkingConfig', thinking);
  return config;
}

function maxTokens({ call, options, warnings }: Writing): number | null {
  const asked = call.maxOutputTokens;
  const limit = options.maxOutputTokens;
  if (asked === null || limit === null || asked <= limit) return asked;
  warnings.add('maxOutputTokens', `Lowered to the model's ${limit}.`);
  return limit;
}

function writeOutput(config: JsonObject, { call, options }: Writing): void {
  if (call.output === null) return;
  const generation = generationOf(options.model);
  if (call.tools.length > 0 && generation < 3) {
    throw new ConstraintError('output', 'This model does not take tools and JSON output in one call.');
  }
  config['responseMimeType'] = 'application/json';
  if (call.output.type === 'json') return;
  if (generation >= 2) config['responseJsonSchema'] = call.output.schema;
  else config['responseSchema'] = subsetOf(call.output.schema);
}

/** Tokens of thinking that each kind of 2.5 model takes. */
const BUDGETS = { pro: { least: 128, most: 32_768 }, flash: { least: 0, most: 24_576 } };

/** Budgets in 2.5, levels from 3 on, nothing before. Pro models cannot be kept from thinking. */
function thinkingOf(reasoning: Reasoning, model: string): JsonObject | null {
  const generation = generationOf(model);
  if (generation < 2.5) return null;
  const isPro = /-pro/.test(model);
  const shown = { includeThoughts: reasoning.mode !== 'off' && reasoning.isShown !== false };
  if (generation >= 3) {
    const level = levelOf(reasoning, isPro);
    return level === null ? shown : { ...shown, thinkingLevel: level };
  }
  const { least, most } = isPro ? BUDGETS.pro : BUDGETS.flash;
  if (reasoning.mode === 'off') return { ...shown, thinkingBudget: least };
  const budget = budgetOf(reasoning);
  return { ...shown, thinkingBudget: budget === null ? -1 : Math.min(Math.max(budget, least), most) };
}

const LEVELS: Readonly<Record<string, string>> = { minimal: 'MINIMAL', low: 'LOW', medium: 'MEDIUM' };

function levelOf(reasoning: Reasoning, isPro: boolean): string | null {
  const effort = reasoning.mode === 'off' ? 'minimal' : effortOf(reasoning);
  if (effort === null) return null;
  const level = LEVELS[effort] ?? 'HIGH';
  if (!isPro) return level;
  // Pro knows two levels.
  return level === 'MINIMAL' || level === 'LOW' ? 'LOW' : 'HIGH';
}
