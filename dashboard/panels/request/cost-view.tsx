/** What a request used and cost, line by line. */
import type { LogRow } from '../../api/queries/logs.ts';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatExactly } from '../../format/numbers.ts';
import { type Column, Table } from '../../ui/table.tsx';
import { type CostLine, costLines } from './cost-lines.ts';

export function CostView({ row }: { row: LogRow }) {
  const lines = costLines(row);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-2xl font-semibold" title={formatMoneyExactly(row.cost_nano_usd)}>
        {formatMoney(row.cost_nano_usd)}
      </p>
      <p className="text-sm text-ink-soft">{explain(row)}</p>
      {lines.length > 0 && (
        <div className="rounded-md border">
          <Table label="Cost line by line" rows={lines} rowId={({ id }) => id} columns={columnsFor(lines)} />
        </div>
      )}
    </div>
  );
}

function columnsFor(lines: readonly CostLine[]): Column<CostLine>[] {
  const attempts: Column<CostLine>[] = lines.some(({ attempt }) => attempt !== '')
    ? [{ id: 'attempt', title: 'Attempt', cell: ({ attempt }) => attempt }]
    : [];
  const prices: Column<CostLine>[] = lines.some(({ unitPrice }) => unitPrice !== null)
    ? [
        { id: 'price', title: 'Unit price', numeric: true, cell: ({ unitPrice }) => unitPrice ?? '—' },
        {
          id: 'cost',
          title: 'Cost',
          numeric: true,
          cell: ({ costNanoUsd }) => <span title={formatMoneyExactly(costNanoUsd)}>{formatMoney(costNanoUsd)}</span>,
        },
      ]
    : [];
  return [
    { id: 'name', title: 'What', cell: ({ name }) => name },
    ...attempts,
    { id: 'units', title: 'Units', numeric: true, cell: ({ units }) => formatExactly(units) },
    ...prices,
  ];
}

function explain(row: LogRow): string {
  const parts = [
    row.cost_nano_usd === null
      ? 'No cost is known: nothing was used, or the price book has no price for it.'
      : `All attempts together, by the price book ${row.price_book ?? ''}.`,
    ...(row.unpriced ? ['Something was used that has no price: the true cost is higher.'] : []),
    ...(row.discarded_nano_usd === null
      ? []
      : [`${formatMoney(row.discarded_nano_usd)} of it went to attempts whose answer was not used.`]),
    ...(row.saved_nano_usd === null ? [] : [`The cache saved ${formatMoney(row.saved_nano_usd)}.`]),
    ...(row.prompt_cache_lost_tokens === null
      ? []
      : [
          `The session left ${formatExactly(row.prompt_cache_lost_tokens)} cached tokens behind when it changed the account.`,
        ]),
  ];
  return parts.join(' ');
}
