/** Every figure of each group, side by side, and the same as a file for a spreadsheet. */
import { Download } from 'lucide-react';
import { fetchTable, type Group, useGroups } from '../../api/queries/analytics.ts';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatAgo } from '../../format/moments.ts';
import { formatCount, formatDuration, formatExactly, formatShare } from '../../format/numbers.ts';
import type { Range } from '../../shell/use-range.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { labelOf } from './dimensions.ts';
import { GroupLink } from './group-link.tsx';

const MAX_GROUPS = 50;
/** Those that the columns show beyond what always comes. The files have all of them. */
const MEASURES = [
  'errors',
  'input_tokens',
  'output_tokens',
  'cache_share',
  'p50_first_byte_ms',
  'p95_latency_ms',
  'users',
] as const;

export function GroupTable({ range, by }: { range: Range; by: string }) {
  const groups = useGroups(range, { by, orderBy: 'cost_nano_usd', limit: MAX_GROUPS, measures: MEASURES });
  const download = async (format: 'csv' | 'json'): Promise<void> => {
    const text = await fetchTable(range, { by, orderBy: 'cost_nano_usd', format });
    saveFile(
      `tollgate-by-${by}.${format}`,
      new Blob([text], { type: format === 'csv' ? 'text/csv' : 'application/json' }),
    );
  };
  return (
    <Card
      title={`All figures by ${labelOf(by).toLowerCase()}`}
      action={
        <span className="flex">
          <Button look="quiet" icon={<Download aria-hidden />} onClick={() => void download('csv')}>
            CSV
          </Button>
          <Button look="quiet" icon={<Download aria-hidden />} onClick={() => void download('json')}>
            JSON
          </Button>
        </span>
      }
    >
      {groups.isPending && <SkeletonRows rows={5} />}
      {groups.isError && <ErrorState error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.data !== undefined && (
        <Table
          label={`Figures by ${labelOf(by)}`}
          rows={groups.data.data}
          rowId={({ key }) => String(key)}
          columns={columnsOf(by)}
        />
      )}
    </Card>
  );
}

function columnsOf(by: string): Column<Group>[] {
  type Format = (value: number | null) => string;
  const numeric = (id: string, title: string, [format, exactly = formatExactly]: [Format, Format?]): Column<Group> => ({
    id,
    title,
    numeric: true,
    cell: (group) => <span title={exactly(figure(group, id))}>{format(figure(group, id))}</span>,
  });
  return [
    {
      id: 'key',
      title: labelOf(by),
      cell: (group) => (
        <span className="foreign-text">
          <GroupLink by={by} group={group} />
        </span>
      ),
    },
    numeric('requests', 'Requests', [formatCount]),
    numeric('errors', 'Errors', [formatCount]),
    numeric('cost_nano_usd', 'Cost', [formatMoney, formatMoneyExactly]),
    numeric('input_tokens', 'Input', [formatCount]),
    numeric('output_tokens', 'Output', [formatCount]),
    numeric('cache_share', 'From cache', [formatShare]),
    numeric('p50_first_byte_ms', 'First byte', [formatDuration]),
    numeric('p95_latency_ms', 'p95 total', [formatDuration]),
    ...(by === 'user' ? [] : [numeric('users', 'Users', [formatCount])]),
    {
      id: 'last',
      title: 'Last seen',
      cell: ({ last_seen: last }) => <span className="whitespace-nowrap">{formatAgo(last)}</span>,
    },
  ];
}

function figure(group: Group, name: string): number | null {
  const value = group[name];
  return typeof value === 'number' ? value : null;
}
