/** A body of `/converse`, read into the inner language. Source: Amazon Bedrock API reference, Converse; types of its library, 3.1164. */
import type {
  CacheMark,
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
import { readCachePoint, readMessages } from './read-messages.ts';

const ID = 'bedrock-converse';

const KNOWN = new Set([
  'modelId',
  'system',
  'messages',
  'inferenceConfig',
  'toolConfig',
  'outputConfig',
  'serviceTier',
  'additionalModelRequestFields',
]);
/** Members of `additionalModelRequestFields` that Claude takes and that have a place here. */
const FIELDS_KNOWN = new Set(['thinking', 'top_k', 'output_config']);

/** Throws FieldError. */
export function readCall(json: JsonObject, { model, stream }: RequestLine): ChatCall {
  const body = new Field(json);
  const config = body.at('inferenceConfig');
  const fields = body.at('additionalModelRequestFields');
  const tools = body.at('toolConfig');
  return {
    model: model ?? body.at('modelId').string(),
    stream: stream ?? false,
    includesUsage: true,
    system: body.at('system').optional(readSystem) ?? [],
    messages: readMessages(body.at('messages')),
    tools: tools.optional((told) => readTools(told.at('tools'))) ?? [],
    toolChoice: tools.at('toolChoice').optional(readToolChoice),
    parallelToolCalls: null,
    output: body.at('outputConfig').at('textFormat').optional(readFormat),
    reasoning: readReasoning(fields),
    maxOutputTokens: config.at('maxTokens').optional(asInteger),
    stop: config.at('stopSequences').optional(asStrings) ?? [],
    sampling: readSampling(config, fields),
    serviceTier: body.at('serviceTier').at('type').optional(asString),
    userId: null,
    extra: extraOf(json),
  };
}

function extraOf(json: JsonObject): Extra {
  const others = unknownMembers(json, KNOWN) ?? {};
  const fields = json['additionalModelRequestFields'];
  const unknown = isObject(fields) ? unknownMembers(fields, FIELDS_KNOWN) : undefined;
  if (unknown !== undefined) others['additionalModelRequestFields'] = unknown;
  return Object.keys(others).length === 0 ? {} : { [ID]: others };
}

/** A cache point belongs to the text before it. */
function readSystem(system: Field): TextPart[] {
  const texts: TextPart[] = [];
  for (const block of system.items()) {
    const cache = readCachePoint(block);
    const last = texts.at(-1);
    if (cache !== null) {
      if (last !== undefined) texts[texts.length - 1] = { ...last, cache };
    } else {
      const guarded = block.at('guardContent').at('text').at('text');
      texts.push({ type: 'text', text: (guarded.isPresent ? guarded : block.at('text')).string() });
    }
  }
  return texts;
}

function readTools(list: Field): Tool[] {
  const tools: Tool[] = [];
  for (const entry of list.items()) {
    const cache = readCachePoint(entry);
    if (cache !== null) markLast(tools, cache);
    else if (entry.at('toolSpec').isPresent) tools.push(readTool(entry.at('toolSpec')));
    else {
      const value = entry.object();
      tools.push({
        type: 'native',
        dialect: ID,
        name: entry.at('systemTool').at('name').optional(asString) ?? 'tool',
        value,
      });
    }
  }
  return tools;
}

function markLast(tools: Tool[], cache: CacheMark): void {
  const last = tools.at(-1);
  if (last?.type === 'function') tools[tools.length - 1] = { ...last, cache };
}

function readTool(spec: Field): Tool {
  return {
    type: 'function',
    name: spec.at('name').string(),
    description: spec.at('description').optional(asString),
    schema: spec.at('inputSchema').at('json').object(),
    strict: spec.at('strict').optional(asBoolean),
    isFreeform: false,
  };
}

function readToolChoice(choice: Field): ToolChoice {
  if (choice.at('tool').isPresent) return { type: 'tool', name: choice.at('tool').at('name').string() };
  if (choice.at('any').isPresent) return { type: 'any' };
  if (choice.at('auto').isPresent) return { type: 'auto' };
  throw choice.broken('Member must have one of auto, any and tool');
}

/** The schema is JSON text here. */
function readFormat(format: Field): OutputFormat {
  const described = format.at('structure').at('jsonSchema');
  const field = described.at('schema');
  return {
    type: 'schema',
    name: described.at('name').optional(asString),
    description: described.at('description').optional(asString),
    schema: parsed(field),
    strict: true,
  };
}

function parsed(field: Field): JsonObject {
  try {
    const schema: unknown = JSON.parse(field.string());
    if (isObject(schema)) return schema;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw field.broken('The schema is not the JSON text of an object.');
}

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** As Claude's members say it. */
function readReasoning(fields: Field): Reasoning | null {
  const thinking = fields.at('thinking');
  const effort = fields
    .at('output_config')
    .at('effort')
    .optional((field) => field.oneOf(EFFORTS));
  if (!thinking.isPresent && effort === null) return null;
  const type = thinking.at('type').optional(asString) ?? 'adaptive';
  const mode = type === 'disabled' ? 'off' : type === 'enabled' ? 'on' : 'adaptive';
  return { mode, effort, budgetTokens: thinking.at('budget_tokens').optional(asInteger), isShown: null };
}

function readSampling(config: Field, fields: Field): Sampling {
  const temperature = config.at('temperature').optional(asNumber);
  const topP = config.at('topP').optional(asNumber);
  const topK = fields.at('top_k').optional(asInteger);
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { topP }),
    ...(topK === null ? {} : { topK }),
  };
}
