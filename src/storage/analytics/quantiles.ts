/**
 * Exact quantiles without reading every value: the classes are counted first, which tells in which of them each quantile lies
 * and at which place; then the values of these classes alone are read.
 */
import type { AnalyticsScope, Figures } from '../ports/analytics.ts';
import type { LogQueryRow } from '../ports/log/queries.ts';
import type { AsOf } from '../ports/log/reader.ts';
import {
  type LogSummaries,
  NOT_SUMMED,
  type Partition,
  type SummaryWindow,
  type ValueClasses,
  type WantedValues,
} from '../ports/log/summaries.ts';
import type { Words } from '../ports/log/words.ts';
import { figureIn } from './figures.ts';
import { type Engine, windowOf } from './source.ts';

type Shares = Readonly<Record<string, number>>;

/** Quantiles of one expression, apart by `by`. */
export interface Quantiles {
  classes: ValueClasses;
  window: SummaryWindow;
  by: Partition;
  /** By the name of the figure, between 0 and 1. */
  shares: Shares;
}

/** What a question makes of a quantile where the engine has the values of its expression by size. */
export const classedWord =
  ({ classes }: LogSummaries): Words['quantile'] =>
  (expression, share) =>
    classes.has(expression) ? `quantile ${share} of ${expression}` : NOT_SUMMED;

const CLASSED = /^quantile (?<share>[\d.]+) of (?<expression>.+)$/;

/** Figures that are such quantiles, by their expressions. */
export function classedShares(figures: Readonly<Record<string, string>>): ReadonlyMap<string, Shares> {
  const found = new Map<string, Shares>();
  for (const [name, text] of Object.entries(figures)) {
    const { share, expression } = CLASSED.exec(text)?.groups ?? {};
    if (share !== undefined && expression !== undefined) {
      found.set(expression, { ...found.get(expression), [name]: Number(share) });
    }
  }
  return found;
}

/** null = the engine has no classes of what is asked for, or too few hours of them: the rows must be read. */
export function planQuantiles(
  { summaries, words }: Engine,
  scope: AnalyticsScope,
  { expression, shares, by }: { expression: string; shares: Shares; by: Partition },
): Quantiles | null {
  const classes = summaries?.classes.get(expression);
  const window = classes === undefined ? null : windowOf(scope, { words, dimensions: classes.dimensions });
  if (classes === undefined || window === null || !by.columns.every((name) => classes.dimensions.has(name)))
    return null;
  return classes.counts(window, by) === null ? null : { classes, window, by, shares };
}

export type CountedParts = AsOf & { parts: ReadonlyMap<number, Counts> };

export async function countClasses({ run }: Engine, { classes, window, by }: Quantiles): Promise<CountedParts> {
  const query = classes.counts(window, by);
  if (query === null) throw new Error('The engine has no classes for this question');
  const { rows, asOf } = await run(query);
  return { asOf, parts: countsOf(rows) };
}

/** Each figure of each part. */
export async function readValues(
  engine: Engine,
  quantiles: Quantiles,
  parts: ReadonlyMap<number, Counts>,
): Promise<ReadonlyMap<number, Figures>> {
  const places = [...parts].flatMap(([part, counts]) =>
    placesOf(counts, quantiles.shares).map((place) => ({ ...place, of: part })),
  );
  const values = await valuesAt(engine, quantiles, places);
  const found = new Map<number, Figures>();
  for (const { name, of, low, high, part } of places) {
    const [under = Number.NaN, over = Number.NaN] = [low, high].map((place) => values.get(keyOf(of, place)));
    found.set(of, { ...found.get(of), [name]: under + (over - under) * part });
  }
  return found;
}

/** How many values each class has. */
export type Counts = ReadonlyMap<number, number>;

function countsOf(rows: readonly LogQueryRow[]): Map<number, Counts> {
  const counted = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const [part, group, amount] = [figureIn(row, 'part'), figureIn(row, 'class'), figureIn(row, 'amount')];
    if (part === null || group === null || amount === null) continue;
    counted.set(part, (counted.get(part) ?? new Map<number, number>()).set(group, amount));
  }
  return counted;
}

/** Of all parts together. */
export function mergedCounts(all: Iterable<Counts>): Counts {
  const sum = new Map<number, number>();
  for (const counts of all) for (const [group, amount] of counts) sum.set(group, (sum.get(group) ?? 0) + amount);
  return sum;
}

/** A class, and a place in it from 1. */
interface Place {
  class: number;
  place: number;
}

interface QuantilePlaces {
  name: string;
  low: Place;
  high: Place;
  /** How far from the lower value to the higher one it lies. */
  part: number;
}

function placesOf(counts: Counts, shares: Shares): QuantilePlaces[] {
  const inOrder = [...counts].toSorted(([one], [other]) => one - other);
  const total = inOrder.reduce((sum, [, amount]) => sum + amount, 0);
  if (total === 0) return [];
  return Object.entries(shares).map(([name, share]) => {
    const rank = (total - 1) * share;
    const below = Math.floor(rank);
    return { name, low: at(inOrder, below), high: at(inOrder, Math.min(below + 1, total - 1)), part: rank - below };
  });
}

/** `rank` counts from 0, over all classes. */
function at(inOrder: readonly (readonly [number, number])[], rank: number): Place {
  let before = 0;
  for (const [group, amount] of inOrder) {
    if (rank < before + amount) return { class: group, place: rank - before + 1 };
    before += amount;
  }
  throw new Error('The rank is beyond the last value');
}

/** `of`: the part. */
type PlacesOf = QuantilePlaces & { of: number };

const keyOf = (part: number, { class: group, place }: Place): string => `${part} ${group} ${place}`;

async function valuesAt(
  { run }: Engine,
  { classes, window, by }: Quantiles,
  places: readonly PlacesOf[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = wantedOf(places);
  const values = new Map<string, number>();
  if (wanted.length === 0) return values;
  const { rows } = await run(classes.values(window, by, wanted));
  const byName = new Map(wanted.map((one) => [`${one.part} ${one.class}`, one]));
  for (const row of rows) {
    const found = row['found'];
    const one = byName.get(`${figureIn(row, 'part')} ${figureIn(row, 'class')}`);
    if (one === undefined || !Array.isArray(found)) continue;
    for (const [index, place] of one.places.entries()) {
      values.set(keyOf(one.part, { class: one.class, place }), Number(found[index]));
    }
  }
  return values;
}

function wantedOf(places: readonly PlacesOf[]): WantedValues[] {
  const wanted = new Map<string, { part: number; class: number; places: Set<number> }>();
  for (const { of: part, low, high } of places) {
    for (const { class: group, place } of [low, high]) {
      const name = `${part} ${group}`;
      const one = wanted.get(name) ?? { part, class: group, places: new Set<number>() };
      one.places.add(place);
      wanted.set(name, one);
    }
  }
  return [...wanted.values()].map((one) => ({ ...one, places: [...one.places] }));
}
