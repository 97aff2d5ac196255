/** Which provider a target means: the one order for both planes (docs/decisions/0006-provider-precedence.md). */
import { splitModel } from './model-string.ts';

/** As a node writes it: `@slug` or an inline provider's id; null = it names none. */
export function writtenProvider({ provider, virtual_key: slug }: Readonly<Record<string, unknown>>): string | null {
  if (typeof provider === 'string') return provider;
  return typeof slug === 'string' ? `@${slug}` : null;
}

export interface Target<Own> {
  /** The provider that the target names; null = none. */
  own: Own | null;
  passthrough: boolean;
  /** That its config writes, `@slug/` included; null = none. */
  configModel: string | null;
  /** What the request would add, `@slug/` included; null = nothing, or not known. */
  requestedModel: string | null;
}

export type Meaning<Own> =
  | { from: 'target'; own: Own }
  /** A prefix in the model, the most specific thing that can be said: it wins over a header set once for a client. */
  | { from: 'model'; slug: string }
  /** Headers say, or nobody does. */
  | { from: 'headers' };

/** The target's own provider wins, then the model's prefix. A passthrough target takes both from the request. */
export function meaningOf<Own>({ own, passthrough, configModel, requestedModel }: Target<Own>): Meaning<Own> {
  if (own !== null && !passthrough) return { from: 'target', own };
  const { slug } = splitModel((passthrough ? requestedModel : (configModel ?? requestedModel)) ?? '');
  return slug === null ? { from: 'headers' } : { from: 'model', slug };
}
