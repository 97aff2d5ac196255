/** The guardrails that a config names or writes down (contract#guardrails). */
import { failure, success, type Result } from '../kernel/result.ts';
import { compileGuardrail, type CompiledGuardrail } from '../guardrails/definition.ts';
import { CHECKS } from '../guardrails/registry.gen.ts';
import { readWritten } from '../guardrails/shorthand.ts';
import { isObject } from '../wire/json/object.ts';
import type { ConfigIssue } from './schema.ts';

export type GuardrailRef =
  /** By slug or id. */
  { kind: 'saved'; name: string } | { kind: 'inline'; guardrail: CompiledGuardrail };

export interface GuardrailRefs {
  input: readonly GuardrailRef[];
  output: readonly GuardrailRef[];
}

export const NO_GUARDRAILS: GuardrailRefs = { input: [], output: [] };

/** The lists of each side, by their names in a config. */
const GUARDRAIL_KEYS = {
  input: ['input_guardrails', 'before_request_hooks', 'input_mutators'],
  output: ['output_guardrails', 'after_request_hooks', 'output_mutators'],
} as const;

type Lists = Readonly<Record<string, unknown>>;

/** null where the node has no such list: then the lists above hold. */
export function readGuardrailRefs(
  lists: Lists,
  side: keyof GuardrailRefs,
  report: (issue: ConfigIssue) => void,
): readonly GuardrailRef[] | null {
  const keys = GUARDRAIL_KEYS[side].filter((key) => lists[key] !== undefined);
  if (keys.length === 0) return null;
  return keys.flatMap((key) => {
    const list = lists[key];
    if (!Array.isArray(list)) return [];
    return list.flatMap((one: unknown, index) => {
      const ref = readRef(one, { side, isMutator: key.endsWith('_mutators'), index });
      if (ref.ok) return [ref.value];
      for (const { path, message } of ref.problem) {
        report({ path: `${key}[${index}]${path === '' ? '' : `.${path}`}`, message });
      }
      return [];
    });
  });
}

interface Place {
  side: keyof GuardrailRefs;
  isMutator: boolean;
  index: number;
}

function readRef(value: unknown, { side, isMutator, index }: Place): Result<GuardrailRef, ConfigIssue[]> {
  if (typeof value === 'string') return success({ kind: 'saved', name: value });
  if (!isObject(value)) return failure([{ path: '', message: 'expected a guardrail by its slug, or one written out' }]);
  const { id, type, definition } = readWritten(value);
  const compiled = compileGuardrail(definition, {
    id: id ?? `${side}_guardrail_${index}`,
    type: isMutator ? 'mutator' : type,
    checks: CHECKS,
  });
  return compiled.ok ? success({ kind: 'inline', guardrail: compiled.value }) : compiled;
}

const LISTS: ReadonlySet<string> = new Set([...GUARDRAIL_KEYS.input, ...GUARDRAIL_KEYS.output]);

/** Does a config, at any depth, name one of these guardrails (slugs or ids)? */
export function namesGuardrail(config: unknown, names: ReadonlySet<string>): boolean {
  if (Array.isArray(config)) return config.some((inner: unknown) => namesGuardrail(inner, names));
  if (!isObject(config)) return false;
  return Object.entries(config).some(([key, value]) =>
    LISTS.has(key) && Array.isArray(value)
      ? value.some((one: unknown) => typeof one === 'string' && names.has(one))
      : namesGuardrail(value, names),
  );
}
