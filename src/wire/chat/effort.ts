/** How hard a model should think: named efforts and budgets in tokens, each from the other. */
import type { Effort, Reasoning } from './call.ts';

/** Tokens of thinking that an effort stands for on models that take a budget. Source: vendors' own mappings. */
const BUDGETS: Readonly<Record<Effort, number>> = {
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 16_384,
  xhigh: 32_000,
  max: 32_000,
};

/** Upper bounds of the budgets that count as each effort. */
const THRESHOLDS: readonly (readonly [number, Effort])[] = [
  [2048, 'low'],
  [8192, 'medium'],
  [24_576, 'high'],
];

export function budgetOf(reasoning: Reasoning): number | null {
  if (reasoning.budgetTokens !== null) return reasoning.budgetTokens;
  return reasoning.effort === null ? null : BUDGETS[reasoning.effort];
}

/** null = not said: the model's own default. */
export function effortOf({ effort, budgetTokens }: Reasoning): Effort | null {
  if (effort !== null || budgetTokens === null) return effort;
  return THRESHOLDS.find(([most]) => budgetTokens <= most)?.[1] ?? 'xhigh';
}

/** From little to much. */
const ORDER = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The name among those that a model takes which is next to the wanted one; of two as near, the lower. */
export function nearestEffort(wanted: string | null, taken: readonly string[]): string | null {
  if (wanted === null || taken.includes(wanted)) return wanted;
  const place = ORDER.indexOf(wanted);
  const distance = (name: string): number => Math.abs(ORDER.indexOf(name) - place);
  return taken.toSorted((one, other) => distance(one) - distance(other))[0] ?? null;
}
