/** A body of `:generateContent`, read into the inner language. Proto-JSON: camelCase and snake_case both count. Source: Gemini API reference. */
import { lookUp } from '../../chat/look-up.ts';
import type {
  ChatCall,
  Effort,
  Extra,
  OutputFormat,
  Reasoning,
  Sampling,
  TextPart,
  Tool,
  ToolChoice,
} from '../../chat/call.ts';
import { asBoolean, asInteger, asNumber, asString, asStrings, Field, unknownMembers } from '../../chat/field.ts';
import type { RequestLine } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { readContents } from './read-contents.ts';
import { jsonSchemaOf } from './schemas.ts';

const ID = 'gemini';

const KNOWN = new Set([
  'model',
  'contents',
  'systemInstruction',
  'system_instruction',
  'tools',
  'toolConfig',
  'tool_config',
  'generationConfig',
  'generation_config',
  'serviceTier',
  'service_tier',
]);

const CONFIG_KNOWN = new Set(
  [
    'temperature',
    'topP',
    'topK',
    'candidateCount',
    'maxOutputTokens',
    'stopSequences',
    'responseMimeType',
    'responseSchema',
    'responseJsonSchema',
    'presencePenalty',
    'frequencyPenalty',
    'seed',
    'thinkingConfig',
  ].flatMap((name) => [name, snakeOf(name)]),
);

function snakeOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The member by either spelling. */
function at(field: Field, name: string): Field {
  return field.atAny(name, snakeOf(name));
}

/** Throws FieldError. */
export function readCall(json: JsonObject, { model, stream }: RequestLine): ChatCall {
  const body = new Field(json);
  const config = at(body, 'generationConfig');
  const system = at(body, 'systemInstruction');
  return {
    model:
      model ??
      body
        .at('model')
        .string()
        .replace(/^models\//, ''),
    stream: stream ?? false,
    includesUsage: true,
    system: system.optional(readSystem) ?? [],
    messages: readContents(body.at('contents')),
    tools: body.at('tools').optional((tools) => tools.items().flatMap(readTools)) ?? [],
    toolChoice: at(at(body, 'toolConfig'), 'functionCallingConfig').optional(readToolChoice),
    parallelToolCalls: null,
    output: readOutput(config),
    reasoning: at(config, 'thinkingConfig').optional(readReasoning),
    maxOutputTokens: at(config, 'maxOutputTokens').optional(asInteger),
    stop: at(config, 'stopSequences').optional(asStrings) ?? [],
    sampling: readSampling(config),
    serviceTier: at(body, 'serviceTier').optional(asString),
    userId: null,
    extra: extraOf(json, config),
  };
}

function extraOf(json: JsonObject, config: Field): Extra {
  const others = unknownMembers(json, KNOWN) ?? {};
  const settings = isObject(config.value) ? unknownMembers(config.value, CONFIG_KNOWN) : undefined;
  if (settings !== undefined) others['generationConfig'] = settings;
  return Object.keys(others).length === 0 ? {} : { [ID]: others };
}

function readSystem(system: Field): TextPart[] {
  if (typeof system.value === 'string') return [{ type: 'text', text: system.value }];
  return system
    .at('parts')
    .items()
    .map((part) => ({ type: 'text', text: part.at('text').string() }));
}

const NUMBERS: Readonly<Record<keyof Sampling, string>> = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
  seed: 'seed',
  candidates: 'candidateCount',
};

function readSampling(config: Field): Sampling {
  const sampling: Sampling = {};
  for (const [name, member] of Object.entries(NUMBERS)) {
    const value = at(config, member).optional(asNumber);
    if (value !== null) sampling[name as keyof Sampling] = value;
  }
  return sampling;
}

const LEVELS: Readonly<Record<string, Effort>> = { MINIMAL: 'minimal', LOW: 'low', MEDIUM: 'medium', HIGH: 'high' };

/** A budget of 0 turns thinking off, and -1 leaves it to the model. */
function readReasoning(thinking: Field): Reasoning {
  const budget = at(thinking, 'thinkingBudget').optional(asInteger);
  const level = at(thinking, 'thinkingLevel').optional(asString);
  const isShown = at(thinking, 'includeThoughts').optional(asBoolean);
  const effort = level === null ? null : (lookUp(LEVELS, level.toUpperCase()) ?? null);
  if (budget === 0) return { mode: 'off', effort, budgetTokens: null, isShown };
  const isOpen = budget === null || budget < 0;
  return { mode: isOpen && effort === null ? 'adaptive' : 'on', effort, budgetTokens: isOpen ? null : budget, isShown };
}

function readOutput(config: Field): OutputFormat | null {
  const mime = at(config, 'responseMimeType').optional(asString);
  if (mime === null || mime === 'text/plain') return null;
  const schema = at(config, 'responseJsonSchema');
  const subset = at(config, 'responseSchema');
  if (!schema.isPresent && !subset.isPresent) return { type: 'json' };
  const described = schema.isPresent ? schema.object() : jsonSchemaOf(subset.object());
  return { type: 'schema', name: null, description: null, schema: described, strict: true };
}

const MODES = ['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'] as const;

function readToolChoice(config: Field): ToolChoice | null {
  const mode = config.at('mode').optional((field) => field.oneOf(MODES)) ?? 'AUTO';
  const names = at(config, 'allowedFunctionNames').optional(asStrings) ?? [];
  if (mode === 'NONE') return { type: 'none' };
  const required = mode === 'ANY';
  const [only] = names;
  if (required && names.length === 1 && only !== undefined) return { type: 'tool', name: only };
  if (names.length > 0) return { type: 'allowed', names, required };
  return { type: required ? 'any' : 'auto' };
}

/** Each entry may hold several kinds of tools. */
function readTools(entry: Field): Tool[] {
  const value = entry.object();
  const declarations = at(entry, 'functionDeclarations');
  const functions = declarations.optional((list) => list.items().map(readFunction)) ?? [];
  const natives = Object.entries(value)
    .filter(([name]) => name !== 'functionDeclarations' && name !== 'function_declarations')
    .map(([name, settings]): Tool => ({ type: 'native', dialect: ID, name, value: { [name]: settings } }));
  return [...functions, ...natives];
}

function readFunction(declaration: Field): Tool {
  const json = at(declaration, 'parametersJsonSchema').optional((field) => field.object());
  const subset = declaration.at('parameters').optional((field) => field.object());
  return {
    type: 'function',
    name: declaration.at('name').string(),
    description: declaration.at('description').optional(asString),
    schema: json ?? (subset === null ? null : jsonSchemaOf(subset)),
    strict: null,
    isFreeform: false,
  };
}
