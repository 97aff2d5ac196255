/** What guardrails did in the period that the page shows: checked, found, blocked, excepted. */
import { useReport, type Report } from '../../api/queries/guardrails.ts';
import { useHolds } from '../../api/queries/session.ts';
import { useRange } from '../../shell/use-range.ts';
import { rangeName, readRange } from '../../shell/time-range.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Line = Report['guardrails'][number];

export function ReportCard() {
  const maySee = useHolds('analytics.view');
  return maySee ? <Counted /> : null;
}

function Counted() {
  const range = useRange();
  const report = useReport(range.text, () => {
    const { from, to } = readRange(range.text, Date.now());
    return { from, to: to ?? Date.now() };
  });
  return (
    <Card title={`Report: ${rangeName(range.text).toLowerCase()}`}>
      {report.isPending ? (
        <SkeletonRows rows={3} />
      ) : report.isError ? (
        <ErrorState error={report.error} onRetry={() => void report.refetch()} />
      ) : report.data.guardrails.length === 0 ? (
        <p className="p-4 text-sm text-ink-soft">No guardrail held for a request in this period.</p>
      ) : (
        <>
          <p className="px-4 pt-3 text-sm">
            <span className="figures font-medium">{report.data.requests_checked.toLocaleString('en')}</span> requests
            checked, <span className="figures font-medium">{report.data.requests_denied.toLocaleString('en')}</span>{' '}
            denied.{' '}
            {!report.data.is_complete && <span className="text-warn">Only the newest of the period are counted.</span>}
          </p>
          <Table
            label="Report of guardrails"
            rows={report.data.guardrails}
            rowId={({ id, side }) => `${id} ${side}`}
            columns={COLUMNS}
          />
        </>
      )}
    </Card>
  );
}

const number = (id: string, title: string, of: (line: Line) => number): Column<Line> => ({
  id,
  title,
  numeric: true,
  cell: (line) => of(line).toLocaleString('en'),
});

const COLUMNS: readonly Column<Line>[] = [
  {
    id: 'id',
    title: 'Guardrail',
    cell: ({ id, side }) => (
      <span className="flex items-center gap-2">
        <code className="foreign-text font-mono text-xs">{id}</code>
        <Badge>{side}</Badge>
      </span>
    ),
  },
  number('checked', 'Checked', ({ checked }) => checked),
  {
    id: 'found',
    title: 'Found',
    numeric: true,
    cell: ({ found, kinds }) => (
      <span
        title={Object.entries(kinds)
          .map(([kind, count]) => `${kind}: ${count}`)
          .join('\n')}
      >
        {found.toLocaleString('en')}
      </span>
    ),
  },
  number('blocked', 'Blocked', ({ blocked }) => blocked),
  number('masked', 'Masked', ({ masked }) => masked),
  number('would_block', 'Would act', (line) => line.would_block + line.would_mask + line.would_report),
  number('excepted', 'Excepted', ({ excepted }) => excepted),
  number('errors', 'Errors', ({ errors }) => errors),
];
