/** What a model's tokens cost more, or less, on the terms that a request was served on. The rules are data beside this file. */
import { PLATFORMS, SURCHARGES, type Surcharge } from './price-surcharges.data.ts';

const OWN_RULES: ReadonlySet<string> = new Set(PLATFORMS);

/** What costs nothing extra on a platform that has no rows of its own. A region is part of the price of its row. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  service_tier: ['default', 'standard', 'on_demand'],
  speed: ['standard'],
  inference_geo: ['global', 'not_available'],
  latency: ['standard'],
};

/** In per cent; null = nothing is known of this term, or its price is not published. */
export function percentFor(served: { platform: string; term: string; value: string; model: string }): number | null {
  const { platform, term, value, model } = served;
  const isUsual = term === 'region' || USUAL[term]?.includes(value) === true;
  if (isUsual && !OWN_RULES.has(platform)) return 100;
  const fitting = SURCHARGES.filter(
    (rule) => rule.platform === platform && rule.term === term && rule.models.has(model),
  );
  const rule = fitting.find((one) => one.value === value) ?? fitting.find((one) => one.value === '*');
  return rule?.percent ?? null;
}

/** What changes the price of a model's tokens on a platform, as people are told of it. */
export function surchargesOf(platform: string, model: string): readonly Pick<Surcharge, 'label' | 'percent'>[] {
  const fitting = SURCHARGES.filter((rule) => rule.platform === platform && rule.models.has(model));
  const first = fitting.filter((rule) => fitting.find((one) => sameTerm(one, rule)) === rule);
  return first.filter(({ percent }) => percent !== 100);
}

const sameTerm = (one: Surcharge, other: Surcharge): boolean => one.term === other.term && one.value === other.value;
