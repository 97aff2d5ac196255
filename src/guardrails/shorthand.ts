/** Guardrails written into a config (contract#guardrails): every key but those of the hook is a check. */
import { isObject, type JsonObject } from '../wire/json/object.ts';

/** Of the hook itself. */
const HOOK_KEYS = new Set([
  'id',
  'type',
  'deny',
  'async',
  'sequential',
  'on_success',
  'on_fail',
  'guardrail_version_id',
  'mode',
  'fail_on_error',
  'stream',
]);
const ACTION_KEYS = ['deny', 'async', 'sequential', 'on_success', 'on_fail', 'mode', 'fail_on_error', 'stream'];

export interface Written {
  id: string | null;
  type: 'guardrail' | 'mutator';
  definition: JsonObject;
}

/** A raw hook has `checks`; the shorthand has its checks as keys: `regexMatch`, or one with a dot as it is. */
export function readWritten(value: JsonObject): Written {
  const id = typeof value['id'] === 'string' ? value['id'] : null;
  const type = value['type'] === 'mutator' ? 'mutator' : 'guardrail';
  const actions = Object.fromEntries(
    ACTION_KEYS.flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]])),
  );
  if (Array.isArray(value['checks'])) return { id, type, definition: { checks: value['checks'], actions } };
  const checks = Object.entries(value)
    .filter(([key]) => !HOOK_KEYS.has(key))
    .map(([key, parameters]) => toCheck(key, parameters));
  return { id, type, definition: { checks, actions } };
}

/** The value holds the parameters, beside `id` and `is_enabled`. */
function toCheck(key: string, value: unknown): JsonObject {
  const id = key.includes('.') ? key : `default.${key}`;
  if (!isObject(value)) return { id, parameters: value };
  const { id: own, is_enabled: isEnabled, ...parameters } = value;
  return {
    id: typeof own === 'string' && own.includes('.') ? own : id,
    ...(isEnabled === undefined ? {} : { is_enabled: isEnabled }),
    parameters,
  };
}
