/** Where a config's targets send their requests, read from the config as written. Secrets may be sealed or masked. Pure. */
import { isObject, type JsonObject } from '../wire/json/object.ts';
import { meaningOf, writtenProvider } from './precedence.ts';
import { isStrategy, walk } from './walk.ts';

export interface Destination {
  /** As `targets[0]`, empty for the root. */
  path: string;
  node: JsonObject;
  /** `@slug`, an inline provider's id, or null where the request says. */
  provider: string | null;
  /** Its own `custom_host` or an inherited one. */
  host: string | null;
}

/** What a node hands down to its targets. */
interface Inherited {
  host: string | null;
  model: string | null;
}

const NOTHING: Inherited = { host: null, model: null };

function merge(node: JsonObject, above: Inherited): Inherited {
  const params: unknown = node['override_params'];
  return {
    host: textOf(node['custom_host']) ?? above.host,
    model: (isObject(params) ? textOf(params['model']) : null) ?? above.model,
  };
}

/** The leaves of a config. */
export function destinationsOf(config: JsonObject): Destination[] {
  return [...walk(config, { start: NOTHING, merge })].flatMap(({ value: node, path, inherited: { host, model } }) =>
    isObject(node) && !isStrategy(node) ? [{ path, node, provider: providerOf(node, model), host }] : [],
  );
}

/** What any request may still say stays open: it is judged as if it said the worst. */
function providerOf(node: JsonObject, configModel: string | null): string | null {
  const passthrough = node['passthrough'] === true;
  const meaning = meaningOf({ own: writtenProvider(node), passthrough, configModel, requestedModel: null });
  switch (meaning.from) {
    case 'target':
      return meaning.own;
    case 'model':
      return `@${meaning.slug}`;
    case 'headers':
      return null;
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
