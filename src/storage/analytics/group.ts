/**
 * Groups by a dimension. Figures that are summed up are read from the sums, quantiles from the values by their size; where
 * either does not know what is asked for, everything is read from the rows.
 */
import { filterCondition } from '../log-filter-sql.ts';
import {
  type AnalyticsScope,
  type Group,
  type GroupQuestion,
  type Groups,
  type Measure,
  MOST_VALUES,
} from '../ports/analytics.ts';
import type { LogQueryRow } from '../ports/log/queries.ts';
import type { Partition } from '../ports/log/summaries.ts';
import type { Words } from '../ports/log/words.ts';
import { figureIn, textIn } from './figures.ts';
import { dimension, type Expression, measure } from './groups.ts';
import { classedShares, classedWord, countClasses, planQuantiles, type Quantiles, readValues } from './quantiles.ts';
import { type Engine, fieldsIn, rowsOf, type Source, summedSource } from './source.ts';

export async function askGroups(engine: Engine, question: GroupQuestion, scope: AnalyticsScope): Promise<Groups> {
  const page = (await askInParts(engine, question, scope)) ?? (await askAtOnce(engine, question, scope));
  const { by, valuesOf } = question;
  return valuesOf === undefined ? page : withValues(engine, { by, valuesOf }, { page, scope });
}

function askAtOnce(engine: Engine, question: GroupQuestion, scope: AnalyticsScope): Promise<Groups> {
  const { by, measures, orderBy } = question;
  const key = dimension(by, engine.words);
  const texts = (words: Words) => [key.sql, ...[...measures, orderBy].map((one) => measure(one, words))];
  const source = summedSource(engine, scope, { texts }) ?? rowsOf(engine, scope);
  return readPage(engine, question, { key, source, scope });
}

interface Reading {
  key: Expression;
  source: Source;
  scope: AnalyticsScope;
}

async function readPage(
  engine: Engine,
  question: GroupQuestion,
  { key, source: { words, rows: from }, scope }: Reading,
): Promise<Groups> {
  const { measures, orderBy, limit, offset } = question;
  const columns = measures.map((name) => `${measure(name, words)} AS ${name},`);
  const { rows, asOf } = await engine.run({
    sql: `WITH grouped AS (
        SELECT key, ${columns.join(' ')} ${measure(orderBy, words)} AS size
        FROM (SELECT *, ${key.sql} AS key FROM ${from.sql}) GROUP BY key
      )
      SELECT *, (SELECT count(*) FROM grouped) AS total FROM grouped
      ORDER BY size DESC NULLS LAST, key NULLS LAST LIMIT ? OFFSET ?`,
    values: [...key.values, ...from.values, limit, offset],
  });
  return {
    asOf,
    total: rows.length > 0 ? (figureIn(rows[0] ?? {}, 'total') ?? 0) : await countGroups(engine, question, scope),
    groups: rows.map((row) => ({
      key: textIn(row, 'key'),
      figures: Object.fromEntries(measures.map((name) => [name, figureIn(row, name)])),
    })),
  };
}

type ValuesQuestion = Required<Pick<GroupQuestion, 'by' | 'valuesOf'>>;

/** Of the groups of this page alone: the others' rows are not looked at. */
async function withValues(
  engine: Engine,
  { by, valuesOf }: ValuesQuestion,
  { page, scope }: { page: Groups; scope: AnalyticsScope },
): Promise<Groups> {
  const { words } = engine;
  const names = namesOf(page.groups.map(({ key }) => key));
  const parts = groupsOf(words, dimension(by, words), names).of(rowsOf(engine, scope).rows);
  const columns = valuesOf.map(
    (of) => `${words.distinctTexts(dimension(of, words).sql, MOST_VALUES)} AS ${columnOf(of)}`,
  );
  const { rows, asOf } = await engine.run({
    sql: `SELECT part, ${columns.join(', ')} FROM ${parts.sql} WHERE part <> ${UNKNOWN} GROUP BY part`,
    values: parts.values,
  });
  const found = new Map(rows.map((row) => [figureIn(row, 'part'), valuesIn(row, valuesOf)]));
  return {
    ...page,
    asOf: Math.min(page.asOf, asOf),
    groups: page.groups.map((group) => ({ ...group, values: found.get(partOf(group.key, names)) ?? {} })),
  };
}

const columnOf = (by: string): string => `values_of_${by}`;

function valuesIn(row: LogQueryRow, valuesOf: readonly string[]): NonNullable<Group['values']> {
  const listed = valuesOf.map((by) => [
    by,
    (textIn(row, columnOf(by)) ?? '').split('\n').filter((text) => text !== ''),
  ]);
  return Object.fromEntries(listed) as NonNullable<Group['values']>;
}

/** A page beyond the last one has no rows that could carry it. */
async function countGroups(
  { words, run }: Engine,
  { by, offset }: GroupQuestion,
  scope: AnalyticsScope,
): Promise<number> {
  if (offset === 0) return 0;
  const key = dimension(by, words);
  const condition = filterCondition(scope, words);
  const { rows } = await run({
    sql: `SELECT count(*) AS total FROM (SELECT DISTINCT ${key.sql} AS key FROM requests WHERE ${condition.sql})`,
    values: [...key.values, ...condition.values],
  });
  return figureIn(rows[0] ?? {}, 'total') ?? 0;
}

/** To find the largest quantile, the quantiles of all groups are read: of no more than so many. */
const MAX_ORDERED = 200;

/** null = there is no quantile among the figures, or the sums or the classes do not know all that is asked for. */
async function askInParts(engine: Engine, question: GroupQuestion, scope: AnalyticsScope): Promise<Groups | null> {
  const shares = sharesOf(engine, question);
  const inSums = withoutQuantiles(question, shares);
  const key = dimension(question.by, engine.words);
  const texts = (sums: Words) => [key.sql, ...[...inSums.measures, inSums.orderBy].map((name) => measure(name, sums))];
  const source = shares.size === 0 ? null : summedSource(engine, scope, { texts });
  const planFor = (keys: readonly (string | null)[]) => planAll(engine, scope, { key, keys, shares });
  if (source === null || planFor([]) === null) return null;
  const page = await readPage(engine, inSums, { key, source, scope });
  const isOrderedHere = inSums.orderBy !== question.orderBy;
  if (isOrderedHere && page.total > MAX_ORDERED) return null;
  const keys = page.groups.map((group) => group.key);
  const names = namesOf(keys);
  const parts = await Promise.all((planFor(keys) ?? []).map((quantiles) => readParts(engine, quantiles)));
  const groups = page.groups.map(({ key: name, figures }) => {
    const part = partOf(name, names);
    const quantiles = parts.map((one) => Object.entries(one.figures.get(part) ?? {}));
    return { key: name, figures: { ...figures, ...Object.fromEntries(quantiles.flat()) } };
  });
  return {
    asOf: Math.min(page.asOf, ...parts.map(({ asOf }) => asOf)),
    total: page.total,
    groups: (isOrderedHere ? pageOf(groups, question) : groups).map(({ key: name, figures }) => ({
      key: name,
      figures: Object.fromEntries(question.measures.map((one) => [one, figures[one] ?? null])),
    })),
  };
}

type SharesByExpression = ReturnType<typeof classedShares>;

function sharesOf({ summaries }: Engine, { measures, orderBy }: GroupQuestion): SharesByExpression {
  if (summaries === null) return new Map();
  const words = { ...summaries.sums.words, quantile: classedWord(summaries) };
  return classedShares(Object.fromEntries([...measures, orderBy].map((name) => [name, measure(name, words)])));
}

/** What the sums are asked. Where groups are ordered by a quantile, all of them are needed. */
function withoutQuantiles(question: GroupQuestion, shares: SharesByExpression): GroupQuestion {
  const isQuantile = (name: Measure): boolean => [...shares.values()].some((names) => name in names);
  return {
    ...question,
    measures: question.measures.filter((name) => !isQuantile(name)),
    ...(isQuantile(question.orderBy) ? ({ orderBy: 'requests', limit: MAX_ORDERED, offset: 0 } as const) : {}),
  };
}

interface Planned {
  key: Expression;
  keys: readonly (string | null)[];
  shares: SharesByExpression;
}

function planAll(engine: Engine, scope: AnalyticsScope, { key, keys, shares }: Planned): Quantiles[] | null {
  const by = groupsOf(engine.words, key, namesOf(keys));
  const plans = [...shares].map(([expression, names]) =>
    planQuantiles(engine, scope, { expression, shares: names, by }),
  );
  const found = plans.flatMap((plan) => plan ?? []);
  return found.length === plans.length ? found : null;
}

async function readParts(engine: Engine, quantiles: Quantiles) {
  const { asOf, parts } = await countClasses(engine, quantiles);
  const known = new Map([...parts].filter(([part]) => part !== UNKNOWN));
  return { asOf, figures: await readValues(engine, quantiles, known) };
}

/** The largest first, what has no figure last; groups of the same size in the order of their names, as engines have it. */
function pageOf(groups: readonly Group[], { orderBy, limit, offset }: GroupQuestion): Group[] {
  const sizeOf = ({ figures }: Group): number => figures[orderBy] ?? Number.NEGATIVE_INFINITY;
  return groups
    .toSorted((one, other) => Math.sign(sizeOf(other) - sizeOf(one)) || compareNames(one.key, other.key))
    .slice(offset, offset + limit);
}

const namesOf = (keys: readonly (string | null)[]): string[] => keys.filter((name) => name !== null);

/** Of `placeOf`. */
const NO_KEY = -1;
const UNKNOWN = 0;

const partOf = (key: string | null, names: readonly string[]): number =>
  key === null ? NO_KEY : names.indexOf(key) + 1;

/** By the places of their keys. */
function groupsOf(words: Words, key: Expression, names: readonly string[]): Partition {
  return {
    columns: fieldsIn(key.sql),
    of: ({ sql, values }) => ({
      sql: `(SELECT *, ${words.placeOf('key', names.length)} AS part FROM (SELECT *, ${key.sql} AS key FROM ${sql}))`,
      values: [...names, ...key.values, ...values],
    }),
  };
}

/** As engines do: by bytes, what is missing last. */
function compareNames(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
