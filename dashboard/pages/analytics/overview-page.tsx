/** Analytics: what was spent, by whom, on what, how fast, and what failed; every figure leads to its rows. */
import { useOverview } from '../../api/queries/analytics.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount } from '../../format/numbers.ts';
import { OverviewFigures } from '../../panels/overview-figures.tsx';
import { type Range, useRange } from '../../shell/use-range.ts';
import { Card } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { AnalyticsFrame } from './analytics-frame.tsx';
import { GraphCard } from './graph-card.tsx';
import { GRAPH_SPECS } from './graphs.ts';
import { GroupTable } from './group-table.tsx';
import { SeriesCard } from './series-card.tsx';
import { TopGroups } from './top-groups.tsx';
import { useAnalyticsSearch } from './use-analytics-search.ts';

export function OverviewPage() {
  const range = useRange();
  const { by = 'model' } = useAnalyticsSearch();
  const isEmpty = useOverview(range).data?.summary['requests'] === 0;
  return (
    <AnalyticsFrame view={null} summary={<Sentence range={range} />}>
      <OverviewFigures range={range} />
      {isEmpty ? (
        <Card>
          <EmptyState title="No requests in this time">Choose a longer time range at the top.</EmptyState>
        </Card>
      ) : (
        <>
          <SeriesCard range={range} by={by} />
          <div className="grid gap-4 min-[900px]:grid-cols-2">
            <TopGroups
              range={range}
              title="Top spenders"
              by="user"
              orderBy="cost_nano_usd"
              nothing="Nothing was spent."
            />
            <TopGroups
              range={range}
              title="Teams"
              by="metadata.team"
              orderBy="cost_nano_usd"
              nothing="Nothing was spent."
            />
            <TopGroups range={range} title="Failures by cause" by="error" orderBy="errors" nothing="Nothing failed." />
            <TopGroups
              range={range}
              title="Slowest models to the first byte"
              by="model"
              orderBy="p50_first_byte_ms"
              nothing="Nothing was answered."
            />
            <GraphCard range={range} spec={GRAPH_SPECS['time-to-first-byte']} />
            <GraphCard range={range} spec={GRAPH_SPECS['errors/stacks']} />
          </div>
          <GroupTable range={range} by={by} />
        </>
      )}
    </AnalyticsFrame>
  );
}

function Sentence({ range }: { range: Range }) {
  const { data } = useOverview(range);
  if (data === undefined) return <>&nbsp;</>;
  const { requests, cost_nano_usd: cost, users } = data.summary;
  return (
    <>
      {formatCount(requests)} requests of {formatCount(users)} {users === 1 ? 'user' : 'users'} cost {formatMoney(cost)}
      .
    </>
  );
}
