/** What an integration offers: which models may be called, at which prices, and which workspaces may use it. */
import type { WorkspaceId } from '../../../kernel/ids.ts';

/** A model that the integration says something about. */
export interface ModelEntry {
  /** As the provider names it. */
  slug: string;
  /** False = it is refused, even where all models are allowed. */
  enabled: boolean;
  /** The catalog need not know it: a fine-tuned model, or one of the customer's own. */
  isCustom: boolean;
  isFinetune: boolean;
  /** The published model that a custom one behaves like. */
  baseModelSlug: string | null;
  /** Base URL for this model alone; null = the integration's. */
  customHost: string | null;
  /** Of headers that are sent with this model alone; their values are sealed with the integration's credentials. Absent = none. */
  headerNames?: readonly string[];
  /** Pico-dollars for one unit of a meter (src/wire/usage.ts), in place of the published price; null = the published price. */
  price: Readonly<Record<string, number>> | null;
}

export interface ModelProvisioning {
  /** Every model passes but those that an entry disables; false = only those that an entry enables. */
  allowAll: boolean;
  entries: readonly ModelEntry[];
}

/** Of an organisation's integration. One of a workspace belongs to that workspace alone. */
export interface WorkspaceAccess {
  /** For every workspace that is not named below. */
  everyWorkspace: boolean;
  workspaces: Readonly<Record<WorkspaceId, boolean>>;
}

/** Factors on published prices, at least 0, by the contract's names (contract#pricing): `default`, `request_token`, … */
export interface PriceMultipliers {
  [name: string]: number | Readonly<Record<string, number>>;
}

export interface Offer {
  models: ModelProvisioning;
  access: WorkspaceAccess;
  /** null = the published prices. */
  priceMultipliers: PriceMultipliers | null;
}

/** What a new integration offers: every model to every workspace, at published prices. */
export const FULL_OFFER: Offer = {
  models: { allowAll: true, entries: [] },
  access: { everyWorkspace: true, workspaces: {} },
  priceMultipliers: null,
};

/** May the workspace use it? */
export function isShared({ everyWorkspace, workspaces }: WorkspaceAccess, workspaceId: WorkspaceId): boolean {
  return workspaces[workspaceId] ?? everyWorkspace;
}
