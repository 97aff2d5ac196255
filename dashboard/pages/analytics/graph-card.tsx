/** One graph of the API: its figures over time, with those of the whole window above and a way to the rows behind a point. */
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Filter, type GraphName, useGraph, windowBefore } from '../../api/queries/analytics.ts';
import { changeOf } from '../../charts/stat.tsx';
import { TimeChart } from '../../charts/time-chart.tsx';
import { useIsDark } from '../../shell/theme.ts';
import type { Range } from '../../shell/use-range.ts';
import { classNames } from '../../ui/class-names.ts';
import { Card } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

export interface GraphFigure {
  /** In the answer of the API. */
  name: string;
  label: string;
}

export interface GraphSpec {
  graph: GraphName;
  title: string;
  /** The answer to “what is this?”, in a sentence. */
  help?: string;
  /** In the order in which they are drawn; those that are 0 throughout are left out of a stack. */
  figures: readonly GraphFigure[];
  format: (value: number) => string;
  look: 'stacked' | 'lines';
  better: 'higher' | 'lower' | 'neither';
  /** A term of the query line for the rows behind. */
  rows?: string;
}

const MS_PER_SECOND = 1000;

export function GraphCard({ range, spec, filter }: { range: Range; spec: GraphSpec; filter?: Filter }) {
  const { title, help, figures, format, look } = spec;
  const graph = useGraph(spec.graph, range, filter);
  const isDark = useIsDark();
  const navigate = useNavigate();
  const drawn = useMemo(() => {
    const points = graph.data?.data_points ?? [];
    const lines = figures.map(({ name, label }) => ({
      name: label,
      values: points.map((point) => numberIn(point, name)),
    }));
    return {
      times: points.map(({ timestamp }) => Date.parse(String(timestamp))),
      lines: lines.filter(({ values }) => look === 'lines' || values.some((value) => (value ?? 0) > 0)),
    };
  }, [graph.data, figures, look]);
  const isEmpty = drawn.lines.every(({ values }) => values.every((value) => value === null || value === 0));
  return (
    <Card title={title}>
      {graph.isPending && <SkeletonRows rows={6} />}
      {graph.isError && <ErrorState error={graph.error} onRetry={() => void graph.refetch()} />}
      {graph.data !== undefined && (
        <div className="flex flex-col gap-3 p-4">
          {help !== undefined && <p className="text-xs text-ink-soft">{help}</p>}
          <Totals range={range} spec={spec} {...(filter === undefined ? {} : { filter })} />
          {isEmpty ? (
            <p className="text-sm text-ink-soft">Nothing of this in the chosen time.</p>
          ) : (
            <TimeChart
              label={title}
              {...drawn}
              look={look}
              height={180}
              bucketMs={graph.data.bucket_seconds * MS_PER_SECOND}
              format={format}
              isDark={isDark}
              onZoom={(from, to) => range.set(`${Math.floor(from)}..${Math.ceil(to)}`)}
              onPick={(from, to) => void navigate({ to: '/logs', search: { range: `${from}..${to}`, q: spec.rows } })}
            />
          )}
        </div>
      )}
    </Card>
  );
}

/** Of the whole window, each against the window before. */
function Totals({ range, spec, filter }: { range: Range; spec: GraphSpec; filter?: Filter }) {
  const now = useGraph(spec.graph, range, filter).data?.summary;
  const before = useGraph(spec.graph, windowBefore(range), filter).data?.summary;
  if (now === undefined) return null;
  return (
    <dl className="figures flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {spec.figures
        .filter(({ name }) => (now[name] ?? null) !== null && (spec.look === 'lines' || now[name] !== 0))
        .map(({ name, label }) => {
          const change = changeOf(now[name], before?.[name], spec.better);
          return (
            <div key={name} className="flex items-baseline gap-1.5">
              <dt className="text-xs text-ink-soft">{label}</dt>
              <dd className="font-semibold">{spec.format(now[name] ?? 0)}</dd>
              {change !== null && (
                <dd
                  className={classNames(
                    'text-xs text-ink-soft',
                    change.isGood === true && 'text-ok!',
                    change.isGood === false && 'text-bad!',
                  )}
                >
                  {change.text}
                </dd>
              )}
            </div>
          );
        })}
    </dl>
  );
}

function numberIn(point: Readonly<Record<string, unknown>>, name: string): number | null {
  const value = point[name];
  return typeof value === 'number' ? value : null;
}
