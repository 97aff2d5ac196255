/** What a guardrail may say (contract#guardrails), and how it is made ready to run. Both planes read it here. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { failure, success, type Result } from '../kernel/result.ts';
import { formsOf } from '../kernel/secrets/mask.ts';
import type { JsonObject } from '../wire/json/object.ts';
import { ParameterError, type Check, type OpenedCheck, type Side } from './check.ts';
import { scanUnescaped } from './escaped-text.ts';
import { compileExceptions, Exception, MAX_EXCEPTIONS, type Exceptions } from './exceptions.ts';

const MAX_METADATA = 8192;
/** What a rating says beside its value, whoever gives it. */
export const FeedbackMetadata = z
  .record(z.string().max(256), z.unknown())
  .refine(
    (metadata) => JSON.stringify(metadata).length <= MAX_METADATA,
    `must be shorter than ${MAX_METADATA} characters of JSON`,
  );

const Feedback = z.object({
  value: z.number().min(-10).max(10).optional(),
  weight: z.number().min(0).max(1).optional(),
  metadata: z.union([z.string().max(MAX_METADATA), FeedbackMetadata]).optional(),
});
/** Official clients send `{}` or nothing for what they do not want. */
const Outcome = z.object({ feedback: Feedback.nullish() }).nullish();

export const Stream = z.strictObject({
  mode: z
    .enum(['observe', 'hold', 'buffer'])
    .meta({ description: 'observe: judge at the end; hold: keep back the last `tokens`; buffer: the whole answer.' }),
  tokens: z.int().min(1).max(10_000).optional(),
});

export const Actions = z.object({
  deny: z.boolean().default(false),
  async: z.boolean().default(false),
  sequential: z.boolean().default(false),
  mode: z.enum(['enforce', 'shadow']).default('enforce').meta({
    description: 'shadow: what it would have done is logged, and nothing is denied or changed.',
  }),
  fail_on_error: z.boolean().optional().meta({
    description: 'false: a check that fails by itself passes. Default true. A check’s own `fail_on_error` wins.',
  }),
  stream: Stream.optional(),
  on_success: Outcome,
  on_fail: Outcome,
});

export const CheckInput = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  is_enabled: z.boolean().default(true),
  parameters: z.record(z.string(), z.unknown()).default({}),
});

const Definition = z.object({
  checks: z.array(CheckInput).min(1).max(50),
  actions: Actions.prefault({}),
  exceptions: z.array(Exception).max(MAX_EXCEPTIONS).default([]),
});

/** Which words a check looks at. `new`: what came after the last turn of the model. */
export const Scope = z.enum(['new', 'last_message', 'all', 'tools']);
export type Scope = z.infer<typeof Scope>;

/** Parameters that every check has. */
export const Shared = z.object({
  scope: Scope.default('new'),
  strip_scaffolding: z
    .boolean()
    .default(false)
    .meta({ description: 'Leave out what Claude Code itself adds to a turn.' }),
  fail_on_error: z.boolean().optional(),
  failOnError: z.boolean().optional(),
  soft_deny_200: z.boolean().default(false),
});
const SHARED = new Set(Object.keys(Shared.shape));

export interface CompiledCheck {
  readonly id: string;
  /** Identifies it, with its parameters. */
  readonly key: string;
  readonly sides: readonly Side[];
  readonly opened: OpenedCheck;
  readonly scope: Scope;
  readonly stripsScaffolding: boolean;
  readonly failsOnError: boolean;
  readonly isSoftDenied: boolean;
  /** Its credentials as `formsOf` writes them, to be masked in whatever its service says. */
  readonly secretForms: readonly string[];
}

export const checksOf = ({ checks }: CompiledGuardrail, side: Side): CompiledCheck[] =>
  checks.filter(({ sides }) => sides.includes(side));

/** The guardrail with the checks that hold for a request without words of its own. */
export const withoutWords = (guardrail: CompiledGuardrail): CompiledGuardrail => ({
  ...guardrail,
  checks: guardrail.checks.filter(({ opened }) => opened.kind === 'judge' && opened.ofRequest === true),
});

/** Does it replace what it finds? */
export const isRedacting = ({ opened }: CompiledCheck): boolean =>
  opened.kind === 'scanner' ? opened.redact !== null : opened.masks !== undefined || opened.redacts === true;

/** Does a service name what is replaced? It is asked about a whole answer, and not about pieces of a stream. */
export const isRedactingByService = ({ opened }: CompiledCheck): boolean =>
  opened.kind === 'judge' && opened.redacts === true;

/** Does it replace what it finds in requests, too? Every turn repeats the turns before it. */
export const isRedactingTurns = (check: CompiledCheck): boolean =>
  check.opened.kind === 'scanner' ? check.opened.redact !== null : isRedactingByService(check);

/** May it write the whole body anew? */
export const isRewriting = ({ opened }: CompiledCheck): boolean => opened.kind === 'judge' && opened.rewrites === true;

export interface FeedbackWanted {
  value: number;
  weight: number;
  metadata: JsonObject;
}

export interface CompiledGuardrail {
  /** As results name it. */
  readonly id: string;
  /** As people know it. */
  readonly name: string;
  readonly versionId: string | null;
  readonly type: 'guardrail' | 'mutator';
  readonly deny: boolean;
  readonly isAsync: boolean;
  readonly isSequential: boolean;
  readonly isShadow: boolean;
  readonly stream: { mode: 'observe' | 'hold' | 'buffer'; tokens: number };
  readonly feedback: { onSuccess: FeedbackWanted | null; onFail: FeedbackWanted | null };
  readonly checks: readonly CompiledCheck[];
  /** Findings that are passed over; null = none. */
  readonly exceptions: Exceptions | null;
}

export interface Named {
  id: string;
  /** Absent = the id. */
  name?: string;
  versionId?: string | null;
  type?: 'guardrail' | 'mutator';
  checks: ReadonlyMap<string, Check>;
}

export interface GuardrailIssue {
  /** As `checks[0].parameters`; empty for the whole. */
  path: string;
  message: string;
}

const DEFAULT_HELD_TOKENS = 50;

/** Pure. Every issue at once, each with its path. */
export function compileGuardrail(value: unknown, named: Named): Result<CompiledGuardrail, GuardrailIssue[]> {
  const parsed = Definition.safeParse(value);
  if (!parsed.success) {
    return failure(parsed.error.issues.map(({ path, message }) => ({ path: placeOf(path), message })));
  }
  const { checks, actions, exceptions: written } = parsed.data;
  const issues: GuardrailIssue[] = [];
  const exceptions = exceptionsOf(written, issues);
  const compiled = checks.flatMap((check, index) => {
    const opened = compileCheck(check, named, actions.fail_on_error ?? true);
    if (typeof opened !== 'string') return check.is_enabled ? [opened] : [];
    issues.push({ path: `checks[${index}]`, message: opened });
    return [];
  });
  if (issues.length > 0) return failure(issues);
  const { id, name = id, versionId = null, type = 'guardrail' } = named;
  return success({
    id,
    name,
    versionId,
    type,
    ...compileActions(actions, { isMutator: type === 'mutator', checks: compiled }),
    checks: compiled,
    exceptions,
  });
}

function exceptionsOf(exceptions: readonly Exception[], issues: GuardrailIssue[]): Exceptions | null {
  try {
    return compileExceptions(exceptions);
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    issues.push({ path: 'exceptions', message: error.message });
    return null;
  }
}

/** Mutators change what follows: they run in turn, and never beside the request. */
function compileActions(
  actions: z.output<typeof Actions>,
  { isMutator, checks }: { isMutator: boolean; checks: readonly CompiledCheck[] },
) {
  const { stream, deny } = actions;
  const answering = checks.filter(({ sides }) => sides.includes('output'));
  const takesWhole = deny || isMutator || answering.some((check) => isRewriting(check) || isRedactingByService(check));
  const usual = takesWhole ? 'buffer' : checks.some(isRedacting) ? 'hold' : 'observe';
  return {
    deny,
    isAsync: actions.async && !isMutator,
    isSequential: actions.sequential || isMutator,
    isShadow: actions.mode === 'shadow',
    stream: { mode: isMutator ? 'buffer' : (stream?.mode ?? usual), tokens: stream?.tokens ?? DEFAULT_HELD_TOKENS },
    feedback: { onSuccess: feedbackOf(actions.on_success, 5), onFail: feedbackOf(actions.on_fail, -5) },
  } as const;
}

/** A sentence where it cannot run. */
function compileCheck(
  { id, parameters }: z.output<typeof CheckInput>,
  { checks }: Named,
  failsOnError: boolean,
): CompiledCheck | string {
  const check = checks.get(id);
  if (check === undefined) return `there is no check "${id.slice(0, 100)}"; GET /v1/guardrails/checks lists them`;
  const own = Object.fromEntries(Object.entries(parameters).filter(([name]) => !isShared(name, check)));
  const shared = Shared.safeParse(
    Object.fromEntries(Object.entries(parameters).filter(([name]) => isShared(name, check))),
  );
  if (!shared.success)
    return shared.error.issues.map(({ path, message }) => `parameters.${path.join('.')}: ${message}`).join('; ');
  try {
    return {
      id: check.id,
      key: hash('sha256', JSON.stringify([check.id, parameters]), 'hex').slice(0, 24),
      sides: check.sides,
      opened: readingEscapes(check.open(own)),
      scope: shared.data.scope,
      stripsScaffolding: shared.data.strip_scaffolding,
      failsOnError: shared.data.fail_on_error ?? shared.data.failOnError ?? failsOnError,
      isSoftDenied: shared.data.soft_deny_200,
      secretForms: formsOf(check.secrets.flatMap((name) => credentialsIn(own[name]))),
    };
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return `parameters.${error.message}`;
  }
}

const readingEscapes = (opened: OpenedCheck): OpenedCheck =>
  opened.kind === 'judge' ? opened : { ...opened, scan: (text) => scanUnescaped(text, opened.scan) };

/** Texts of a parameter that holds credentials: a key, or headers as an object or as its JSON. */
function credentialsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(credentialsIn);
  if (typeof value !== 'string') return [];
  const inside = value.startsWith('{') ? credentialsIn(jsonIn(value)) : [];
  return [value, value.replace(SCHEME, ''), ...inside];
}

/** `Bearer` says how a credential is used, and is no part of it. */
const SCHEME = /^(?:bearer|basic|token)\s+/i;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A check may have a parameter of its own by the name of one that all have. */
const isShared = (name: string, { parameters }: Check): boolean =>
  SHARED.has(name) && !Object.hasOwn(parameters.shape, name);

function feedbackOf(wanted: z.output<typeof Outcome>, usual: number): FeedbackWanted | null {
  const feedback = wanted?.feedback ?? null;
  if (feedback === null) return null;
  const { value = usual, weight = 1, metadata } = feedback;
  return { value, weight, metadata: typeof metadata === 'object' ? metadata : {} };
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
}
