/** A graph: each figure for the whole window and for each bucket of it, from where it is read quickest. */
import {
  type AnalyticsScope,
  bucketStarts,
  bucketWidth,
  type Figures,
  type Graph,
  type GraphName,
} from '../ports/analytics.ts';
import type { LogSummaries, Partition } from '../ports/log/summaries.ts';
import type { Words } from '../ports/log/words.ts';
import { figureIn, type Part } from './figures.ts';
import { GRAPH_QUESTIONS } from './graphs.ts';
import {
  classedShares,
  classedWord,
  countClasses,
  mergedCounts,
  planQuantiles,
  type Quantiles,
  readValues,
} from './quantiles.ts';
import type { GraphQuestion } from './questions/question.ts';
import { type Engine, isSummed, isWorthwhile, rowsOf, type Source, sumsOf } from './source.ts';

type Columns = Readonly<Record<string, string>>;

/** Figures that are read in different ways are as of moments of less than a second's distance; the earlier one is told. */
export async function askGraph(engine: Engine, name: GraphName, scope: AnalyticsScope): Promise<Graph> {
  const question = GRAPH_QUESTIONS[name];
  const bucketMs = bucketWidth(scope);
  const plan = planOf(engine, question, { scope, bucketMs });
  const parts = await Promise.all([
    ...(hasMembers(plan.rows) ? [readFigures(engine, rowsOf(engine, scope), { columns: plan.rows, bucketMs })] : []),
    ...(plan.sums === null ? [] : [readFigures(engine, plan.sums.source, { columns: plan.sums.columns, bucketMs })]),
    ...plan.quantiles.map((quantiles) => readQuantiles(engine, quantiles)),
  ]);
  const counts = question.counts(engine.words);
  const names = [...Object.keys(counts), ...Object.keys(question.measures(engine.words))];
  const at = (bucket: number | null): Figures => {
    const found = Object.assign({}, ...parts.map(({ figures }) => figures.get(bucket))) as Figures;
    return Object.fromEntries(names.map((figure) => [figure, found[figure] ?? (figure in counts ? 0 : null)]));
  };
  return {
    asOf: Math.min(...parts.map(({ asOf }) => asOf)),
    bucketMs,
    summary: at(null),
    points: bucketStarts(scope, bucketMs).map((timestamp) => ({ timestamp, figures: at(timestamp) })),
  };
}

const hasMembers = (record: object): boolean => Object.keys(record).length > 0;

interface Plan {
  rows: Columns;
  sums: { source: Source; columns: Columns } | null;
  quantiles: readonly Quantiles[];
}

interface Asked {
  scope: AnalyticsScope;
  bucketMs: number;
}

const figuresOf = (question: GraphQuestion, words: Words): Columns => ({
  ...question.counts(words),
  ...question.measures(words),
});

function planOf(engine: Engine, question: GraphQuestion, { scope, bucketMs }: Asked): Plan {
  const rows = { ...figuresOf(question, engine.words) };
  const { summaries } = engine;
  if (summaries === null || !isWorthwhile(scope, { bucketMs, hourMs: summaries.hourMs })) {
    return { rows, sums: null, quantiles: [] };
  }
  const texts = figuresOf(question, { ...summaries.sums.words, quantile: classedWord(summaries) });
  const columns = summedColumns(texts, summaries);
  const source = hasMembers(columns) ? sumsOf(engine, { scope, bucketMs, texts: Object.values(columns) }) : null;
  const by = bucketsOf(engine.words, bucketMs);
  const quantiles = [...classedShares(texts)].flatMap(
    ([expression, shares]) => planQuantiles(engine, scope, { expression, shares, by }) ?? [],
  );
  const elsewhere = [
    ...quantiles.flatMap(({ shares }) => Object.keys(shares)),
    ...(source === null ? [] : Object.keys(columns)),
  ];
  for (const name of elsewhere) delete rows[name];
  return { rows, sums: source === null ? null : { source, columns }, quantiles };
}

/** Figures that the sums have, in their words. */
function summedColumns(texts: Columns, { sums }: LogSummaries): Columns {
  return Object.fromEntries(
    Object.entries(texts).filter(([, text]) => !text.startsWith('quantile ') && isSummed(text, sums.dimensions)),
  );
}

const bucketsOf = (words: Words, bucketMs: number): Partition => ({
  columns: [],
  of: ({ sql, values }) => ({
    sql: `(SELECT *, ${words.bucket('created_at', bucketMs)} AS part FROM ${sql})`,
    values,
  }),
  spanOf: (part) => ({ from: part, to: part + bucketMs }),
});

const WHOLE: Partition = {
  columns: [],
  of: ({ sql, values }) => ({ sql: `(SELECT *, 0 AS part FROM ${sql})`, values }),
};

/** Of the buckets, and of the whole, whose values lie elsewhere. */
async function readQuantiles(engine: Engine, quantiles: Quantiles): Promise<Part> {
  const { asOf, parts } = await countClasses(engine, quantiles);
  const whole = new Map([[0, mergedCounts(parts.values())]]);
  const [ofBuckets, ofWhole] = await Promise.all([
    readValues(engine, quantiles, parts),
    readValues(engine, { ...quantiles, by: WHOLE }, whole),
  ]);
  const figures = new Map<number | null, Figures>(ofBuckets);
  figures.set(null, ofWhole.get(0) ?? {});
  return { asOf, figures };
}

/** The whole and its buckets in one reading. */
async function readFigures(
  { run }: Engine,
  { words, rows: from }: Source,
  { columns, bucketMs }: { columns: Columns; bucketMs: number },
): Promise<Part> {
  const names = Object.keys(columns);
  const selected = Object.values(columns).map((sql, index) => `${sql} AS f${index}`);
  const { rows, asOf } = await run({
    sql: `SELECT bucket, ${selected.join(', ')}
      FROM (SELECT *, ${words.bucket('created_at', bucketMs)} AS bucket FROM ${from.sql})
      GROUP BY GROUPING SETS ((bucket), ())`,
    values: from.values,
  });
  const figures = rows.map(
    (row) =>
      [
        figureIn(row, 'bucket'),
        Object.fromEntries(names.map((name, index) => [name, figureIn(row, `f${index}`)])),
      ] as const,
  );
  return { asOf, figures: new Map(figures) };
}
