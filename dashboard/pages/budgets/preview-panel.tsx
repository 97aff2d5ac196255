/** What a limit would have met in the last 30 days, beside the form while it is typed. */
import { useEffect, useState } from 'react';
import type { LimitPreview } from '../../api/queries/limits.ts';
import { formatMoment, formatUtc } from '../../format/moments.ts';
import { formatCount } from '../../format/numbers.ts';
import { ErrorState } from '../../ui/states.tsx';

const SETTLE_MS = 500;

/** The value once it has not changed for half a second. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface PreviewPanelProps {
  data: LimitPreview | null | undefined;
  error: unknown;
  nameOf: (id: string) => string;
}

export function PreviewPanel({ data, error, nameOf }: PreviewPanelProps) {
  return (
    <section aria-label="Preview" aria-live="polite" className="min-w-0 rounded-md border bg-raised/50 p-3 text-sm">
      <h3 className="font-semibold">The last 30 days</h3>
      {error !== null && error !== undefined ? (
        <div className="-mx-3">
          <ErrorState error={error} />
        </div>
      ) : data === null || data === undefined ? (
        <p className="mt-1 text-ink-soft">Type an amount to see whom this would have blocked.</p>
      ) : (
        data.limits.map((limit) => <Verdict key={`${limit.type} ${limit.unit ?? ''}`} limit={limit} nameOf={nameOf} />)
      )}
      {data?.is_whole === false && (
        <p className="mt-2 text-xs text-ink-soft">The log has more requests than could be looked at.</p>
      )}
    </section>
  );
}

const MAX_SHOWN = 8;

type Tried = LimitPreview['limits'][number];

/** The parts of a speed are tried apart. */
const PARTS: Partial<Record<Tried['type'], string>> = {
  usd_per_minute: 'By dollars a minute: ',
  concurrent_subagents: 'By subagents at a time: ',
};

function Verdict({ limit, nameOf }: { limit: Tried; nameOf: (id: string) => string }) {
  const { type, requests, blocked_requests: count, blocked } = limit;
  const part = PARTS[type] ?? '';
  if (requests === 0) return <p className="mt-1">{part}No request would have counted.</p>;
  if (count === 0)
    return (
      <p className="mt-1">
        {part}None of {formatCount(requests)} requests would have been blocked.
      </p>
    );
  return (
    <>
      <p className="mt-1">
        {part}
        <strong className="text-bad">{formatCount(count)}</strong> of {formatCount(requests)} requests would have been
        blocked:
      </p>
      <ul className="mt-2 flex flex-col gap-1.5">
        {blocked.slice(0, MAX_SHOWN).map((one) => (
          <li key={`${one.value} ${one.sender}`} className="flex flex-wrap justify-between gap-x-3">
            <span className="foreign-text min-w-0">{whoOf(limit, one, nameOf)}</span>
            <span className="figures text-ink-soft">
              {formatCount(one.requests)} from <time title={formatUtc(one.first_at)}>{formatMoment(one.first_at)}</time>
            </span>
          </li>
        ))}
        {blocked.length > MAX_SHOWN && <li className="text-ink-soft">and {blocked.length - MAX_SHOWN} more</li>}
      </ul>
    </>
  );
}

/** Whom a limit would have blocked. */
function whoOf({ per }: Tried, { value, sender }: Tried['blocked'][number], nameOf: (id: string) => string): string {
  if (per === 'session') return `${nameOf(sender)}, session ${value}`;
  if (per === 'key') return nameOf(value);
  return value === '' ? nameOf(sender) : value;
}
