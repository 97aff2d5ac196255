/** What a request used and cost, line by line. */
import type { LogRow } from '../../api/queries/logs.ts';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatExactly } from '../../format/numbers.ts';
import { Table } from '../../ui/table.tsx';

interface Line {
  name: string;
  tokens: number | null;
}

export function CostView({ row }: { row: LogRow }) {
  const lines: Line[] = [
    { name: 'Input, fresh', tokens: row.input_tokens },
    { name: 'Input, read from the prompt cache', tokens: row.cache_read_tokens },
    { name: 'Input, written to the cache for 5 minutes', tokens: row.cache_write_5m_tokens },
    { name: 'Input, written to the cache for 1 hour', tokens: row.cache_write_1h_tokens },
    { name: 'Output', tokens: row.output_tokens },
    { name: 'of it thinking', tokens: row.thinking_tokens },
    { name: 'Web searches', tokens: row.web_search_requests },
    { name: 'Web fetches', tokens: row.web_fetch_requests },
  ].filter(({ tokens }) => tokens !== null && tokens > 0);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-2xl font-semibold" title={formatMoneyExactly(row.cost_nano_usd)}>
        {formatMoney(row.cost_nano_usd)}
      </p>
      <p className="text-sm text-ink-soft">{explain(row)}</p>
      <div className="rounded-md border">
        <Table
          label="Usage"
          rows={lines}
          rowId={({ name }) => name}
          columns={[
            { id: 'name', title: 'What', cell: ({ name }) => name },
            { id: 'tokens', title: 'Count', numeric: true, cell: ({ tokens }) => formatExactly(tokens) },
          ]}
        />
      </div>
    </div>
  );
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
