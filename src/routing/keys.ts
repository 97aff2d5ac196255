/** Which fields a config node may have beyond the common ones: a provider's own. Explains fields that are not supported. */
import { knownProviders } from './known-providers.ts';
import { CONTRACT_PROVIDERS } from '../catalog/contract-providers.data.ts';
import type { Provider } from '../providers/provider.ts';
import { isObject, type JsonObject } from '../wire/json/object.ts';
import { NODE_KEYS, type ConfigIssue } from './schema.ts';
import { shownName } from './shown-name.ts';
import { isStrategy, join, writtenNodes } from './walk.ts';

/** By the contract's id. */
export type Providers = ReadonlyMap<string, Provider>;

const NOT_IN_A_CONFIG = 'is not for a config to set: attach the guardrail to the workspace or the organisation';

/** Lists of the contract that nothing here acts on: refused, because an ignored rule is a broken promise. */
const NOT_HERE: Readonly<Record<string, string>> = {
  default_input_guardrails: NOT_IN_A_CONFIG,
  default_output_guardrails: NOT_IN_A_CONFIG,
};

const OLD_FORM = 'the old form of configs: use strategy and targets';
const REFUSED: Readonly<Record<string, string>> = {
  prompt_id: 'this version of Tollgate keeps no prompts yet: send the messages themselves',
  mode: OLD_FORM,
  options: OLD_FORM,
};

/** Everything wrong with the keys of a config and its targets, at any depth. Values that are no objects are skipped. */
export function keyIssues(config: unknown, providers: Providers): ConfigIssue[] {
  return [...writtenNodes(config)].flatMap(({ value, path }) =>
    isObject(value) ? nodeIssues(value, providers).map((issue) => ({ ...issue, path: join(path, issue.path) })) : [],
  );
}

function nodeIssues(node: JsonObject, providers: Providers): ConfigIssue[] {
  const id = inlineId(node);
  const provider = id === null ? undefined : providers.get(id);
  // Without the provider nobody can say which fields are its own.
  if (id !== null && provider === undefined) return [{ path: 'provider', message: unknownProvider(id, providers) }];
  return Object.entries(node).flatMap(([key, value]) => {
    // Almost every key: a config is compiled for each workspace that has it, and there are seventy providers.
    if (NODE_KEYS.has(key) && key !== 'api_key') return [];
    const owners = [...providers.values()].filter((one) => isCredential(one, key));
    const message =
      owners.length > 0 || key === 'api_key'
        ? whyNoCredential(key, { node, provider, owners })
        : whyRefused(key, value);
    return message === null ? [] : [{ path: key, message }];
  });
}

function isCredential({ settings }: Provider, key: string): boolean {
  return !NODE_KEYS.has(key) && settings.some(({ name }) => name === key);
}

interface Placed {
  node: JsonObject;
  /** That the node names by its id. */
  provider: Provider | undefined;
  /** Those that have the field. */
  owners: readonly Provider[];
}

/** null where the field belongs. */
function whyNoCredential(key: string, { node, provider, owners }: Placed): string | null {
  if (isStrategy(node)) return 'is not inherited: write it in the target that uses it';
  if (provider === undefined) {
    const ids = owners.map(({ id }) => `"${id}"`).join(' or ');
    return `goes with a provider that is named by its id${ids === '' ? '' : ` (${ids})`}; a saved one has its own`;
  }
  if (key === 'api_key') return provider.takesKey ? null : `${provider.name} takes no key`;
  return owners.includes(provider) ? null : `is no field of "${provider.id}"`;
}

/** null for a list without an entry. */
function whyRefused(key: string, value: unknown): string | null {
  if (Object.hasOwn(NOT_HERE, key)) return Array.isArray(value) && value.length === 0 ? null : (NOT_HERE[key] ?? null);
  return (Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined) ?? 'unknown key';
}

/** The provider that a node names without an `@`; null for a saved one, or none. */
function inlineId({ provider }: JsonObject): string | null {
  return typeof provider === 'string' && !provider.startsWith('@') ? provider : null;
}

/** Distinguishes a misspelling from what does not exist yet. */
export function unknownProvider(id: string, providers: Providers): string {
  const known = knownProviders(providers.keys(), id);
  return CONTRACT_PROVIDERS.has(id)
    ? `"${id}" is not in this version of Tollgate yet; it has: ${known}`
    : `there is no provider "${shownName(id)}"; known: ${known}`;
}
