/** Where the targets of a routing object send their requests, as it is written: secrets sealed or masked. Pure. */
import { isObject, type JsonObject } from '../wire/json/object.ts';
import { meaningOf, writtenProvider } from './precedence.ts';

export interface Destination {
  /** As `targets[0]`, empty for the root. */
  path: string;
  node: JsonObject;
  /** `@slug`, an inline provider's id, or null where the request says. */
  provider: string | null;
  /** Its own `custom_host` or an inherited one. */
  host: string | null;
}

/** What flows down to a target. */
interface Above {
  path: string;
  host: string | null;
  model: string | null;
}

/** The leaves of a routing object. */
export function destinationsOf(node: JsonObject, above: Above = { path: '', host: null, model: null }): Destination[] {
  const { path } = above;
  const host = textOf(node['custom_host']) ?? above.host;
  const params: unknown = node['override_params'];
  const model = (isObject(params) ? textOf(params['model']) : null) ?? above.model;
  const targets: unknown = node['targets'];
  if (!Array.isArray(targets)) return [{ path, node, provider: providerOf(node, model), host }];
  const prefix = path === '' ? '' : `${path}.`;
  return targets.flatMap((target: unknown, index) =>
    isObject(target) ? destinationsOf(target, { path: `${prefix}targets[${index}]`, host, model }) : [],
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
