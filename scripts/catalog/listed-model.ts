/** What one list says of one model, in the catalog's words. */
import type { ModelKind } from '../../src/catalog/model-line.ts';
import type { PriceRow } from '../../src/catalog/price-row.ts';

export interface ListedModel {
  platform: string;
  name: string;
  /** Index in LISTS. */
  source: number;
  price: PriceRow | null;
  contextTokens: number | null;
  maxOutputTokens: number | null;
  modalities: readonly string[];
  capabilities: readonly string[];
  endsOn: string | null;
  /** null = the list does not say. */
  kind: ModelKind | null;
}

export const NOTHING_TOLD = {
  contextTokens: null,
  maxOutputTokens: null,
  modalities: [],
  capabilities: [],
  endsOn: null,
  kind: null,
} satisfies Partial<ListedModel>;
