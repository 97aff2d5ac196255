/** A graph: each figure for the whole window and for each bucket of it, from where it is read quickest. */
import {
  type AnalyticsScope,
  bucketStarts,
  bucketWidth,
  type Figures,
  type Graph,
  type GraphName,
} from '../ports/analytics.ts';
import { type LogSummaries, NOT_SUMMED } from '../ports/log/summaries.ts';
import type { Words } from '../ports/log/words.ts';
import { figureIn, type Part } from './figures.ts';
import { GRAPH_QUESTIONS } from './graphs.ts';
import type { GraphQuestion } from './questions/question.ts';
import { readQuantiles } from './quantiles.ts';
import { type Engine, isSummed, isWorthwhile, rowsOf, type Source, sumsOf, windowOf } from './source.ts';

type Columns = Readonly<Record<string, string>>;

/** Figures that are read in different ways are as of moments of less than a second's distance; the earlier one is told. */
export async function askGraph(engine: Engine, name: GraphName, scope: AnalyticsScope): Promise<Graph> {
  const question = GRAPH_QUESTIONS[name];
  const bucketMs = bucketWidth(scope);
  const plan = planOf(engine, question, { scope, bucketMs });
  const parts = await Promise.all([
    ...(hasMembers(plan.rows) ? [readFigures(engine, rowsOf(engine, scope), { columns: plan.rows, bucketMs })] : []),
    ...(plan.sums === null ? [] : [readFigures(engine, plan.sums.source, { columns: plan.sums.columns, bucketMs })]),
    ...(hasMembers(plan.shares) ? [readQuantiles(engine, plan.shares, { scope, bucketMs })] : []),
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
  /** Quantiles of the column of which the engine has the values by size, by the share. */
  shares: Readonly<Record<string, number>>;
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
    return { rows, sums: null, shares: {} };
  }
  const { columns, shares } = summedFigures(summaries, question, scope);
  const source = hasMembers(columns) ? sumsOf(engine, { scope, bucketMs, texts: Object.values(columns) }) : null;
  for (const name of [...Object.keys(shares), ...(source === null ? [] : Object.keys(columns))]) delete rows[name];
  return { rows, sums: source === null ? null : { source, columns }, shares };
}

const QUANTILE = /^quantile of (?<column>\w+): (?<share>[\d.]+)$/;

/** Figures that the sums have, in their words, and quantiles of the column that is kept by size. */
function summedFigures({ sums, classes }: LogSummaries, question: GraphQuestion, scope: AnalyticsScope) {
  const hasClasses = windowOf(scope, { words: sums.words, dimensions: classes.dimensions }) !== null;
  const quantile = (column: string, share: number): string =>
    hasClasses && column === classes.column ? `quantile of ${column}: ${share}` : NOT_SUMMED;
  const columns: Record<string, string> = {};
  const shares: Record<string, number> = {};
  for (const [name, text] of Object.entries(figuresOf(question, { ...sums.words, quantile }))) {
    const share = QUANTILE.exec(text)?.groups?.['share'];
    if (share !== undefined) shares[name] = Number(share);
    else if (isSummed(text, sums.dimensions)) columns[name] = text;
  }
  return { columns, shares };
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
