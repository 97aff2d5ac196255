/**
 * Prices and facts of models that an operator imported: they go before the ones of the release. One set for the process,
 * exchanged whole when its file changes.
 */
import type { PriceRow } from './price-row.ts';

export interface ImportedModel {
  price: PriceRow | null;
  /** Tokens; null = not told. */
  contextTokens: number | null;
  maxOutputTokens: number | null;
  /** As `text`, `image`, `audio`; empty = not told. */
  modalities: readonly string[];
  /** As `tools`, `vision`, `reasoning`, `prompt-caching`; empty = not told. */
  capabilities: readonly string[];
  /** As `2026-11-30`; null = none is announced. */
  deprecatedOn: string | null;
}

export interface ImportedCatalog {
  /** Where it is from, for the version of the price book. */
  source: string;
  /** By platform and model. */
  platforms: Readonly<Record<string, Readonly<Record<string, ImportedModel>>>>;
}

const NOTHING: ImportedCatalog = { source: '', platforms: {} };

let current = NOTHING;

/** null = none: the release's own hold alone. */
export function useImported(catalog: ImportedCatalog | null): void {
  current = catalog ?? NOTHING;
}

export const importedSource = (): string => current.source;

/** By any case of its name; null = nothing was imported for it. */
export function importedModel(platform: string, model: string): ImportedModel | null {
  const models = Object.hasOwn(current.platforms, platform) ? current.platforms[platform] : undefined;
  const name = model.toLowerCase();
  return models !== undefined && Object.hasOwn(models, name) ? (models[name] ?? null) : null;
}

/** Names of all that was imported for a platform. */
export function importedNames(platform: string): readonly string[] {
  return Object.hasOwn(current.platforms, platform) ? Object.keys(current.platforms[platform] ?? {}) : [];
}
