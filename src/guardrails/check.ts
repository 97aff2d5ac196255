/** The shape of every guardrail check: a folder in checks/ declares one. Pure; what a check needs of the outside is handed in. */
import type { z } from 'zod';
import type { Slices } from '../kernel/slices.ts';
import type { JsonObject } from '../wire/json/object.ts';

/** Of the request, before it is sent; or of the answer. */
export type Side = 'input' | 'output';

export interface Check {
  /** The contract's, as `default.regexMatch`. */
  readonly id: string;
  /** Other spellings of the id. */
  readonly aliases: readonly string[];
  readonly name: string;
  /** One sentence: what passes. */
  readonly summary: string;
  readonly sides: readonly Side[];
  /** Of its own; those that all checks have are in definition.ts. */
  readonly parameters: z.ZodObject;
  /** Names of parameters that hold credentials. */
  readonly secrets: readonly string[];
  /** Ready to run, as often as you like. Throws ParameterError. */
  open(parameters: unknown): OpenedCheck;
}

export type OpenedCheck = Scanner | Judge;

/** Finds places in single texts. What it found in a text is remembered, so that no text is scanned twice in a session. */
export interface Scanner {
  readonly kind: 'scanner';
  /** Pure, and linear in the text. In order, without overlaps. */
  scan(text: string): Finding[];
  /** null = what is found is reported and stays. */
  readonly redact: { isReversible: boolean } | null;
  /** Is it well, when so many places were found? */
  passes(count: number): boolean;
}

export interface Finding {
  /** UTF-16 offsets in the text. */
  start: number;
  end: number;
  /** As `EMAIL_ADDRESS`: placeholders are named and numbered by it. */
  kind: string;
  /** What stands in its place; absent = a numbered placeholder. */
  replacement?: string;
  /** It is a number of JSON: what stands in its place is a string. */
  isNumber?: true;
}

/** Looks at the texts of its scope together, or at the request itself. */
export interface Judge {
  readonly kind: 'judge';
  /**
   * How it looks at a stream that is held back by a few tokens. `window`: piece by piece, because a text that it passes in
   * every piece is one that it passes; it must pass where there is no text. Absent = it needs the whole to judge.
   */
  readonly inStreams?: 'window';
  /** It looks at who asks, and for which operation, and never at words: it holds for requests that have none, too. */
  readonly ofRequest?: true;
  /** What it replaces in a tool's input, beside what it judges: finds the places in one string of it; null = nothing in this tool's. */
  readonly masks?: (tool: string) => Scanner['scan'] | null;
  /** It names texts that are to be masked (`found` of its judgement): it looks at every turn, and at a stream as a whole. */
  readonly redacts?: true;
  /** It may write the whole body anew (`json` of its judgement). */
  readonly rewrites?: true;
  /** In slices where it takes long. Throws CheckError where it cannot say. */
  judge(subject: Subject, ports: CheckPorts): Judgement | Promise<Judgement> | Slices<Judgement>;
}

/** A text and its kind, by which its placeholder is named. */
export interface NamedText {
  kind: string;
  text: string;
  /** It counts within words, too. */
  isPart?: true;
}

export interface Judgement {
  verdict: boolean;
  /** For `hook_results` and the log: short, and without what was found. */
  data?: JsonObject | null;
  /** What is masked wherever it stands, by a check that `redacts`. */
  found?: readonly NamedText[];
  /** Another body in place of the one that was looked at. */
  json?: JsonObject;
  /** That body says the same in another form: the log keeps what the client has sent. */
  saysTheSame?: true;
  /** Headers that the request gets upstream. */
  headers?: Readonly<Record<string, string>>;
}

/** What a check may look at. */
export interface Subject {
  readonly side: Side;
  /** The words in its scope, in order. */
  readonly texts: readonly string[];
  /** The tool calls of the answer, with their input as JSON text. */
  readonly toolCalls: readonly ToolCall[];
  readonly request: RequestFacts;
  /** null before there is one. */
  readonly answer: { status: number; json(): JsonObject | null } | null;
}

export interface ToolCall {
  name: string;
  input: string;
}

export interface RequestFacts {
  /** As `messages`, `chatComplete`. */
  readonly operation: string;
  readonly provider: string;
  readonly model: string | null;
  readonly isStream: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The whole body, parsed; null where it is no object. */
  json(): JsonObject | null;
  /** Keys of the body. */
  keys(): readonly string[];
}

/** What checks may ask of the outside. */
export interface CheckPorts {
  /** ms since the epoch. */
  now(): number;
  /** The text without the secrets that are known: before what a service says is cut, or a half of one would stay. */
  mask(text: string): string;
  /** An HTTP call through the guard of URLs. Rejects with CheckError `timeout`, `too_large`, `not_allowed` or `unreachable`. */
  call(request: OutboundCall): Promise<OutboundAnswer>;
  /** Has the host of this URL an address that may be called? Sends nothing there. False where none is found within `timeoutMs`. */
  resolves(url: string, timeoutMs: number): Promise<boolean>;
  /** Headers that make a call one of these credentials of AWS. */
  signAws(request: OutboundCall, credentials: AwsCredentials): Readonly<Record<string, string>>;
  /**
   * What a model says to it, through a provider of the caller's workspace. Rejects with CheckError `model_failed`, `timeout`, or
   * `no_request` where there is no workspace whose provider could be asked.
   */
  ask(question: ModelQuestion): Promise<string>;
}

export interface ModelQuestion {
  /** As `@slug/model`. */
  model: string;
  system: string;
  text: string;
  maxTokens: number;
  /** For the whole answer. */
  timeoutMs: number;
}

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | null;
  region: string;
  /** As the signature names it. */
  service: string;
}

export interface OutboundCall {
  method: 'GET' | 'HEAD' | 'POST';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** For the whole call. */
  timeoutMs: number;
  /** The answer as base64, of so many bytes at most; absent = as text. */
  base64?: { maxBytes: number };
}

export interface OutboundAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** As text, of 1 MiB at most. A longer answer is an error, as one that is longer than the call allows. */
  body: string;
}

/** A check that cannot say. What that means for the request is the guardrail's to decide (`fail_on_error`). */
export class CheckError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Parameters with which a check cannot run. */
export class ParameterError extends Error {}

interface Declared<Parameters extends z.ZodObject> {
  id: string;
  aliases?: readonly string[];
  name: string;
  summary: string;
  sides?: readonly Side[];
  parameters: Parameters;
  secrets?: readonly string[];
  open(parameters: z.output<Parameters>): OpenedCheck;
}

/** A check by its declaration: parameters are parsed before it is opened. */
export function defineCheck<Parameters extends z.ZodObject>(declared: Declared<Parameters>): Check {
  const { aliases = [], sides = ['input', 'output'], secrets = [], open, ...rest } = declared;
  return {
    ...rest,
    aliases,
    sides,
    secrets,
    open(parameters) {
      const parsed = declared.parameters.safeParse(parameters);
      if (!parsed.success) throw new ParameterError(parsed.error.issues.map(describe).join('; '));
      return open(parsed.data);
    },
  };
}

function describe({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}

/** All texts of the scope as one. Throws CheckError where there is none. */
export function textOf({ texts }: Subject): string {
  if (texts.length === 0) throw new CheckError('missing_text', 'There is no text in the scope of this check.');
  const known = joined.get(texts);
  if (known !== undefined) return known;
  const text = texts.join('\n');
  joined.set(texts, text);
  return text;
}

/** Checks that look at the same get the same list. */
const joined = new WeakMap<readonly string[], string>();

const MAX_EXCERPT = 100;

/** As the contract has it in `data`: enough to recognise a text by. */
export const excerptOf = (text: string): string =>
  text.length <= MAX_EXCERPT ? text : `${text.slice(0, MAX_EXCERPT)}...`;
