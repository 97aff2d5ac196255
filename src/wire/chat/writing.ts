/** What every writer of calls does alike: it collects warnings, and refuses where a constraint cannot be kept. */
import { isBillingText } from '../../clients/claude-code.ts';
import type { JsonObject } from '../json/object.ts';
import type {
  ChatCall,
  ChatMessage,
  DialectId,
  Extra,
  FunctionTool,
  NativeTool,
  TextPart,
  Tool,
  ToolChoice,
} from './call.ts';
import { insistedOn, LEFT_OUT, refusedMember } from './refused-members.ts';
import type { Restoration } from './restoration.ts';
import type { CallField, Warning, WriteOptions, WrittenCall } from './translator.ts';

/** Thrown where the target cannot keep what the caller insists on. */
export class ConstraintError extends Error {
  readonly field: string;
  /** `field` is one of the inner language, or a member that only the client's dialect has. */
  constructor(field: CallField | StoredMember, reason: string) {
    super(reason);
    this.name = 'ConstraintError';
    this.field = field;
  }
}

/** For what the model would have to see and the target does not take: an answer without it would mislead. */
export function refuseMedia(reason: string): ConstraintError {
  return new ConstraintError('messages', reason);
}

export const FOREIGN_FILE = 'A file that lies with another provider cannot be sent: send the data itself.';

/** Fields come from callers, who may send as many as they like. */
const MAX_WARNINGS = 50;
const MAX_FIELD_CHARACTERS = 100;

/** Warnings of one call, each said once. */
export class Warnings {
  readonly list: Warning[] = [];
  readonly #told = new Set<string>();

  add(field: string, reason: string): void {
    const text = `${field}: ${reason}`;
    if (this.#told.has(text) || this.#told.size >= MAX_WARNINGS) return;
    this.#told.add(text);
    this.list.push({ field: field.slice(0, MAX_FIELD_CHARACTERS), reason });
  }

  /** For those of the parameters that are set. */
  addSet(parameters: Readonly<Record<string, unknown>>, reason: string): void {
    for (const [field, value] of Object.entries(parameters)) if (value !== undefined) this.add(field, reason);
  }
}

export interface Writing {
  call: ChatCall;
  options: WriteOptions;
  warnings: Warnings;
}

/** Runs a writer: what it throws as ConstraintError becomes a refusal. */
export function writing(
  call: ChatCall,
  options: WriteOptions,
  write: (state: Writing) => { body: JsonObject; restoration: Restoration },
): WrittenCall {
  const warnings = new Warnings();
  try {
    if ((call.sampling.candidates ?? 1) > 1) {
      throw new ConstraintError('candidates', 'A translated call has one answer: ask several times instead.');
    }
    const { body, restoration } = write({ call, options, warnings });
    return { ok: true, body: withoutRefused(body, options, warnings), warnings: warnings.list, restoration };
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    return { ok: false, problem: { field: error.field, reason: error.message } };
  }
}

function withoutRefused(body: JsonObject, { quirks }: WriteOptions, warnings: Warnings): JsonObject {
  const refused = (quirks.refuses ?? []).filter((name) => name in body);
  if (refused.length === 0) return body;
  const kept = { ...body };
  for (const name of refused) {
    const field = insistedOn(name, body[name]);
    if (field !== null) throw new ConstraintError(field, refusedMember(name));
    delete kept[name];
    warnings.add(name, LEFT_OUT);
  }
  return kept;
}

/** No caller needs more or longer ones, and every piece of a stream is compared with each. */
const MAX_STOPS = 64;
const MAX_STOP_CHARACTERS = 1000;

/** Those that go upstream, and those at which the gateway cuts. Throws ConstraintError. `most` is how many the upstream takes. */
export function splitStops({ call, warnings }: Writing, most: number): { sent: string[]; stops: string[] } {
  const wanted = call.stop.filter((text) => text !== '');
  const stops = wanted.slice(most);
  if (stops.length > MAX_STOPS || stops.some(({ length }) => length > MAX_STOP_CHARACTERS)) {
    throw new ConstraintError(
      'stop',
      `This provider takes ${most}, and the gateway ${MAX_STOPS} of ${MAX_STOP_CHARACTERS} characters.`,
    );
  }
  if (stops.length > 0) {
    warnings.add(
      'stop',
      'The gateway cuts the answer there: the model itself writes on, and what it writes is paid for.',
    );
  }
  return { sent: wanted.slice(0, most), stops };
}

/** Members that stand for a part of the conversation. */
const STORED = ['previous_response_id', 'conversation', 'prompt', 'cachedContent', 'container'] as const;
type StoredMember = (typeof STORED)[number];

/** The target dialect's own extra members; those of other dialects are lost, and said so. */
export function extraFor(
  extra: Extra | undefined,
  dialect: DialectId,
  warn?: { warnings: Warnings; path: string },
): JsonObject {
  if (extra === undefined) return {};
  if (warn !== undefined) {
    for (const [id, members] of Object.entries(extra)) {
      if (id === dialect) continue;
      for (const key of Object.keys(members)) {
        const stored = STORED.find((member) => member === key);
        if (stored !== undefined) throw new ConstraintError(stored, 'What it refers to lies with another provider.');
        warn.warnings.add(warn.path + key, 'The upstream has no such member.');
      }
    }
  }
  return extra[dialect] ?? {};
}

const isFunction = (tool: Tool): tool is FunctionTool => tool.type === 'function';

export interface SentTools {
  functions: FunctionTool[];
  natives: NativeTool[];
}

/** The call's tools for this dialect: the functions that may be called, and those of the provider's own that it knows. */
export function toolsFor(state: Writing, dialect: DialectId): SentTools {
  const { toolChoice, tools } = state.call;
  const allowed = toolChoice?.type === 'allowed' ? new Set(toolChoice.names) : null;
  const functions = tools.filter(isFunction).filter(({ name }) => allowed === null || allowed.has(name));
  const natives = tools.filter((tool): tool is NativeTool => tool.type === 'native');
  noteForeignTools(
    state,
    natives.filter((tool) => tool.dialect !== dialect),
  );
  noteGrammars(state, functions, dialect);
  if (state.options.quirks.hasNoTools === true && functions.length > 0) {
    throw new ConstraintError('tools', 'This provider takes no tools.');
  }
  const sent = { functions, natives: natives.filter((tool) => tool.dialect === dialect) };
  refuseEmptyChoice(toolChoice, sent);
  return sent;
}

function noteForeignTools({ call, warnings }: Writing, tools: readonly NativeTool[]): void {
  const { toolChoice } = call;
  for (const { name } of tools) {
    const reason = `The tool ${name} belongs to another provider's API.`;
    if (toolChoice?.type === 'tool' && toolChoice.name === name) throw new ConstraintError('toolChoice', reason);
    warnings.add('tools', reason);
  }
}

/** Only OpenAI holds a free-form tool to a grammar. */
function noteGrammars({ options, warnings }: Writing, tools: readonly FunctionTool[], dialect: DialectId): void {
  if (dialect.startsWith('openai-') && options.quirks.takesCustomTools !== false) return;
  for (const { name } of tools.filter((tool) => tool.isFreeform && tool.extra !== undefined)) {
    warnings.add('tools', `The grammar of ${name} is not enforced here.`);
  }
}

function refuseEmptyChoice(choice: ToolChoice | null, { functions, natives }: SentTools): void {
  const needsOne = choice?.type === 'any' || (choice?.type === 'allowed' && choice.required);
  if (needsOne && functions.length + natives.length === 0) {
    throw new ConstraintError('toolChoice', 'A tool call is required, and none of the tools can be sent.');
  }
}

/** For models of other vendors. */
export function withoutBillingLine(system: readonly TextPart[]): TextPart[] {
  return system.filter(({ text }) => !isBillingText(text));
}

/** A system message inside the conversation, for an upstream that knows none there. */
function asReminder(text: string): string {
  return `<system-reminder>\n${text}\n</system-reminder>`;
}

/** System messages inside the conversation as user text, at their place. */
export function systemTurnsAsUser(messages: readonly ChatMessage[]): ChatMessage[] {
  return messages.map((message) => {
    if (message.role !== 'system') return message;
    const parts = message.parts.map((part) => (part.type === 'text' ? { ...part, text: asReminder(part.text) } : part));
    return { role: 'user', parts };
  });
}

/** The input of a tool call as an object. Text that is no JSON object is kept, not lost. */
export function inputObject(input: string): JsonObject {
  if (input.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(input);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    return { _value: value };
  } catch {
    return { _raw: input };
  }
}

/** The schema of a free-form tool where there are only tools with JSON. */
const FREEFORM_SCHEMA: JsonObject = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
  additionalProperties: false,
};

const EMPTY_SCHEMA: JsonObject = { type: 'object', properties: {} };

export function schemaOf({ schema, isFreeform }: FunctionTool): JsonObject {
  return isFreeform ? FREEFORM_SCHEMA : (schema ?? EMPTY_SCHEMA);
}

/** JSON text of a call's input; that of a free-form tool is wrapped. */
export function inputText(part: { input: string; isFreeform?: boolean | undefined }): string {
  if (part.isFreeform === true) return JSON.stringify({ input: part.input });
  return part.input.trim() === '' ? '{}' : part.input;
}

/** Text that says something; blank parts are refused by most upstreams. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Adds a member unless its value is null or undefined. */
export function set(body: JsonObject, key: string, value: unknown): void {
  if (value !== null && value !== undefined) body[key] = value;
}
