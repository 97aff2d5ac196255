/**
 * Exact quantiles without reading every value: the classes are counted first, which tells in which of them each quantile lies
 * and at which place; then the values of these classes alone are read.
 */
import type { AnalyticsScope } from '../ports/analytics.ts';
import type { LogQueryRow } from '../ports/log/queries.ts';
import type { ValueClasses, WantedValues } from '../ports/log/summaries.ts';
import { figureIn, type Part } from './figures.ts';
import { type Engine, windowOf } from './source.ts';

type Shares = Readonly<Record<string, number>>;

interface Asked {
  scope: AnalyticsScope;
  bucketMs: number;
}

/** Of the column that the engine has classes of; the scope asks for nothing but their dimensions. */
export async function readQuantiles(engine: Engine, shares: Shares, { scope, bucketMs }: Asked): Promise<Part> {
  const classes = engine.summaries?.classes;
  const window =
    classes === undefined ? null : windowOf(scope, { words: engine.words, dimensions: classes.dimensions });
  if (classes === undefined || window === null) throw new Error('The engine has no classes for this question');
  const { rows, asOf } = await engine.run(classes.counts(window, bucketMs));
  const counted = countsOf(rows);
  const found = new Map<number | null, Record<string, number>>();
  const read = async (buckets: ReadonlyMap<number, Counts>, width: number | null): Promise<void> => {
    const places = [...buckets].flatMap(([bucket, counts]) =>
      placesOf(counts, shares).map((place) => ({ ...place, bucket })),
    );
    const values = await readValues(engine, classes, { window, bucketMs: width, places });
    for (const { name, bucket, low, high, part } of places) {
      const [under, over] = [low, high].map((place) => values.get(keyOf(bucket, place)) ?? Number.NaN);
      const key = width === null ? null : bucket;
      const figure = (under ?? 0) + ((over ?? 0) - (under ?? 0)) * part;
      found.set(key, { ...found.get(key), [name]: figure });
    }
  };
  await Promise.all([read(counted, bucketMs), read(new Map([[0, merged(counted.values())]]), null)]);
  return { asOf, figures: found };
}

/** How many values each class has. */
type Counts = ReadonlyMap<number, number>;

function countsOf(rows: readonly LogQueryRow[]): Map<number, Counts> {
  const counted = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const [bucket, group, amount] = [figureIn(row, 'bucket'), figureIn(row, 'class'), figureIn(row, 'amount')];
    if (bucket === null || group === null || amount === null) continue;
    counted.set(bucket, (counted.get(bucket) ?? new Map<number, number>()).set(group, amount));
  }
  return counted;
}

function merged(all: Iterable<Counts>): Counts {
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

interface AskedValues {
  window: Parameters<ValueClasses['values']>[0];
  bucketMs: number | null;
  places: readonly (QuantilePlaces & { bucket: number })[];
}

const keyOf = (bucket: number, { class: group, place }: Place): string => `${bucket} ${group} ${place}`;

async function readValues(
  { run }: Engine,
  classes: ValueClasses,
  { window, bucketMs, places }: AskedValues,
): Promise<ReadonlyMap<string, number>> {
  const wanted = wantedOf(places);
  const values = new Map<string, number>();
  if (wanted.length === 0) return values;
  const { rows } = await run(classes.values(window, bucketMs, wanted));
  for (const row of rows) {
    const [bucket, group, found] = [figureIn(row, 'bucket'), figureIn(row, 'class'), row['found']];
    const one = wanted.find((candidate) => candidate.bucket === bucket && candidate.class === group);
    if (one === undefined || !Array.isArray(found)) continue;
    for (const [index, place] of one.places.entries()) {
      values.set(keyOf(one.bucket, { class: one.class, place }), Number(found[index]));
    }
  }
  return values;
}

function wantedOf(places: AskedValues['places']): WantedValues[] {
  const wanted = new Map<string, { bucket: number; class: number; places: Set<number> }>();
  for (const { bucket, low, high } of places) {
    for (const { class: group, place } of [low, high]) {
      const name = `${bucket} ${group}`;
      const one = wanted.get(name) ?? { bucket, class: group, places: new Set<number>() };
      one.places.add(place);
      wanted.set(name, one);
    }
  }
  return [...wanted.values()].map((one) => ({ ...one, places: [...one.places] }));
}
