/** Whether this target may serve this model. Shared by the attempts and `explain`. */
import { GatewayError } from '../../kernel/errors.ts';
import { isObject } from '../../wire/json/object.ts';
import { findMember, JsonBoundError, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { shownName } from '../../routing/shown-name.ts';
import type { Target } from './plan.ts';

interface Asking {
  /** As of the endpoint. */
  lacksModel?: 'none' | 'hidden' | undefined;
  document: JsonDocument;
  /** Of the caller's dialect. */
  errors: ErrorRenderer;
}

/**
 * Throws GatewayError model_not_allowed, 403 unless the caller's dialect has a status of its own. Routes go by 403 all the
 * same. Further models that the body names for the provider to use are held to the same rule.
 */
export function refuseDeniedModel({ provider, model }: Pick<Target, 'provider' | 'model'>, asking: Asking): void {
  const { models } = provider;
  if (!models.isRestricted || (model === '' && asking.lacksModel === 'none')) return;
  if (model === '' && asking.lacksModel === 'hidden') throw hidden(provider.name, asking);
  const denied = [model, ...furtherModels(asking.document)].find((name) => !models.allows(name));
  if (denied === undefined) return;
  const { named } = models;
  const known = named.length === 0 ? '' : ` It allows: ${named.slice(0, MAX_SHOWN).join(', ')}.`;
  throw new GatewayError('model_not_allowed', `The model "${shownName(denied)}" is not allowed on ${provider.name}.`, {
    hint: `Choose another model, or ask whoever runs the gateway to allow it.${known}`,
    routedAs: 403,
    ...asking.errors.policyBlocked?.(),
  });
}

/** A batch, or a path of the provider's own: which models it runs stands in a file, or nowhere. */
function hidden(provider: string, { errors }: Asking): GatewayError {
  return new GatewayError('model_not_allowed', `${provider} allows some models only, and this request names none.`, {
    hint: 'Send it to a provider that allows every model, or ask whoever runs the gateway to allow all.',
    routedAs: 403,
    ...errors.policyBlocked?.(),
  });
}

const MAX_SHOWN = 20;

/** Of Anthropic's API: what it may fall back to, and the models of tools, as an advisor. */
function furtherModels(document: JsonDocument): string[] {
  return [
    ...modelsIn(document, 'fallbacks'),
    ...(document.bytes.includes('"advisor') ? modelsIn(document, 'tools') : []),
  ];
}

/** Tools of a hundred servers have less. What is longer could hide a model. */
const MAX_READ_BYTES = 4 * 1024 * 1024;

function readBounded(document: JsonDocument, member: string): unknown {
  try {
    return readMember(document, member, MAX_READ_BYTES);
  } catch (cause) {
    if (!(cause instanceof JsonBoundError)) throw cause;
    throw new GatewayError('body_too_large', `${member} is longer than what is looked through for models (4 MiB).`, {
      cause,
      member,
    });
  }
}

function modelsIn(document: JsonDocument, member: string): string[] {
  if (findMember(document.members, member) === undefined) return [];
  const value = readBounded(document, member);
  // `"default"` leaves the choice to the provider: a name that no list has.
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((item) => {
    const name = isObject(item) ? item['model'] : item;
    return typeof name === 'string' ? [name] : [];
  });
}
