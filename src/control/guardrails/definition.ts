/** What is saved of a guardrail: checked as the data plane will, sealed, and shown without its credentials. */
import { isDeepStrictEqual } from 'node:util';
import { compileGuardrail } from '../../guardrails/definition.ts';
import type { Exception } from '../../guardrails/exceptions.ts';
import { CHECKS } from '../../guardrails/registry.gen.ts';
import type { GuardrailRow, GuardrailVersion } from '../../storage/ports/records/guardrails.ts';
import { cleanSecret } from '../../kernel/secret-text.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { maskSecret } from '../identity.ts';

export interface SavedDefinition {
  checks: SavedCheck[];
  actions: JsonObject;
  /** Absent in what was saved before there were any. */
  exceptions?: Exception[];
}

interface SavedCheck {
  id: string;
  name?: string | undefined;
  is_enabled: boolean;
  parameters: JsonObject;
}

type Sealing = Pick<ControlContext, 'sealer'>;

/** Throws `invalid_request` naming every issue that the data plane would have with it. */
export function checkDefinition(definition: SavedDefinition): void {
  const compiled = compileGuardrail(definition, { id: 'new', checks: CHECKS });
  if (compiled.ok) return;
  const lines = compiled.problem.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new GatewayError('invalid_request', lines.join('; '));
}

export function sealDefinition({ sealer }: Sealing, id: string, definition: SavedDefinition): string {
  const checks = definition.checks.map((check) => ({ ...check, parameters: cleaned(check) }));
  return sealer.seal(JSON.stringify({ ...definition, checks }), `guardrail:${id}`);
}

/** Credentials without what editors and other tools put around them. */
function cleaned({ id, parameters }: SavedCheck): JsonObject {
  const secrets = CHECKS.get(id)?.secrets ?? [];
  const clean = (value: unknown): unknown => {
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, clean(text)]));
    return typeof value === 'string' ? cleanSecret(value) : value;
  };
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, secrets.includes(name) ? clean(value) : value]),
  );
}

/** As it was written. Throws `guardrail_unusable` where the master key is another one than at sealing. */
export function openDefinition(
  { sealer }: Sealing,
  { id, sealedDefinition }: Pick<GuardrailRow, 'id' | 'sealedDefinition'>,
): SavedDefinition {
  try {
    return JSON.parse(sealer.open(sealedDefinition, `guardrail:${id}`)) as SavedDefinition;
  } catch (cause) {
    throw new GatewayError('guardrail_unusable', 'The guardrail does not open.', {
      hint: 'The master key is not the one it was sealed with: restore it, or write the guardrail again.',
      cause,
    });
  }
}

export const openVersion = (context: Sealing, { guardrailId, sealedDefinition }: GuardrailVersion): SavedDefinition =>
  openDefinition(context, { id: guardrailId, sealedDefinition });

/** Without credentials: a mask stands where one was written. */
export function shownDefinition({ checks, actions }: SavedDefinition): { checks: JsonObject[]; actions: JsonObject } {
  return { actions, checks: checks.map((check) => ({ ...check, parameters: masked(check) })) };
}

function masked({ id, parameters }: SavedCheck): JsonObject {
  const secrets = CHECKS.get(id)?.secrets ?? [];
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, secrets.includes(name) ? mask(value) : value]),
  );
}

function mask(value: unknown): unknown {
  if (isObject(value)) return Object.fromEntries(Object.keys(value).map((key) => [key, '****']));
  return typeof value === 'string' ? maskSecret(value) : '****';
}

/**
 * Where a mask comes back, the credential that it stands for: of the same check, at the same place in the list. A credential
 * stays with its destination: who may change the guardrail, but does not know it, must not be able to have it sent elsewhere.
 * Throws `invalid_request` where the texts of the check have changed as well.
 */
export function withStoredSecrets(checks: readonly SavedCheck[], before: SavedDefinition): SavedCheck[] {
  return checks.map((check, index) => {
    const stored = before.checks[index]?.id === check.id ? before.checks[index] : undefined;
    const secrets = CHECKS.get(check.id)?.secrets ?? [];
    if (stored === undefined || secrets.length === 0) return check;
    const shown = masked(stored);
    const parameters = Object.entries(check.parameters).map(([name, value]) => {
      const isMask = secrets.includes(name) && JSON.stringify(value) === JSON.stringify(shown[name]);
      if (!isMask) return [name, value];
      if (isDeepStrictEqual(textsOf(check.parameters, secrets), textsOf(stored.parameters, secrets))) {
        return [name, stored.parameters[name]];
      }
      const path = `checks[${index}].parameters.${name}`;
      throw invalid(path, 'must be given again, because this update changes the texts of its check, as its URL');
    });
    return { ...check, parameters: Object.fromEntries(parameters) as JsonObject };
  });
}

/** Everything but credentials, numbers, switches and lists: a URL, a host or the name of a resource may be in it. */
function textsOf(parameters: JsonObject, secrets: readonly string[]): JsonObject {
  const isText = ([name, value]: [string, unknown]): boolean =>
    !secrets.includes(name) && (typeof value === 'string' || isObject(value));
  return Object.fromEntries(Object.entries(parameters).filter(isText));
}
