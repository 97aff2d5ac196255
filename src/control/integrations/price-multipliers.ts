/** Factors on prices, between the contract's `pricing_adjustments` and what is stored. */
import type { PriceMultipliers } from '../../storage/ports/records/model-provisioning.ts';

interface Adjustments {
  multiplier: Readonly<Record<string, unknown>>;
}

/** A factor that is null is none. */
export function toMultipliers(adjustments: Adjustments | null): PriceMultipliers | null {
  const kept = isRecord(adjustments?.multiplier) ? withoutNothing(adjustments.multiplier) : {};
  return Object.keys(kept).length === 0 ? null : kept;
}

function withoutNothing(factors: Readonly<Record<string, unknown>>): PriceMultipliers {
  const kept: PriceMultipliers = {};
  for (const [name, factor] of Object.entries(factors)) {
    if (typeof factor === 'number') kept[name] = factor;
    if (isRecord(factor)) {
      const units = Object.entries(factor).filter((unit): unit is [string, number] => typeof unit[1] === 'number');
      if (units.length > 0) kept[name] = Object.fromEntries(units);
    }
  }
  return kept;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
