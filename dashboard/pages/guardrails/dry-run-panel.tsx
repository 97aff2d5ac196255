/** A look back: what the saved guardrail would have found in logged requests, and a review of its hits. */
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { type DryRun, type Hit, useAddException, useDryRun } from '../../api/queries/guardrails.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';

interface DryRunProps {
  slug: string;
  isUnsaved: boolean;
  mayExcept: boolean;
}

const PERIODS = [1, 7, 30, 90];

export function DryRunPanel({ slug, isUnsaved, mayExcept }: DryRunProps) {
  const run = useDryRun();
  const [days, setDays] = useState(7);
  const running = useRef<AbortController | null>(null);
  const start = (): void => {
    running.current = new AbortController();
    run.mutate({ guardrailId: slug, days, signal: running.current.signal });
  };
  const isCancelled = run.error instanceof Error && run.error.name === 'AbortError';
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Requests of">
          {(ids) => (
            <Select {...ids} value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {PERIODS.map((period) => (
                <option key={period} value={period}>
                  {period === 1 ? 'the last day' : `the last ${period} days`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button look="primary" busy={run.isPending} onClick={start}>
          Run over logged requests
        </Button>
        {run.isPending && <Button onClick={() => running.current?.abort()}>Cancel</Button>}
      </div>
      <p className="text-xs text-ink-soft">
        Nothing is denied, changed or sent. {isUnsaved ? 'The saved version runs, without your changes. ' : ''}It looks
        at the newest 5,000 requests, for half a minute at most.
      </p>
      {isCancelled && <p className="text-sm text-ink-soft">Cancelled.</p>}
      {run.isError && !isCancelled && <ErrorState error={run.error} onRetry={start} />}
      {run.data !== undefined && <Review result={run.data} slug={slug} mayExcept={mayExcept} />}
    </div>
  );
}

const STOPPED: Readonly<Record<string, string>> = {
  requests: 'It stopped at 5,000 requests.',
  bytes: 'It stopped at 512 MB of bodies.',
  time: 'It stopped after half a minute.',
  hits: 'It stopped at 500 different hits.',
};

function Review({ result, slug, mayExcept }: { result: DryRun; slug: string; mayExcept: boolean }) {
  const { requests, requests_with_hits: withHits, total, likely_false: doubtful, hits, stopped_by: stopped } = result;
  if (total === 0) {
    return (
      <p className="text-sm">
        Nothing was found in <span className="figures font-medium">{requests.toLocaleString('en')}</span> requests.
      </p>
    );
  }
  return (
    <section aria-label="Hits" className="flex flex-col gap-3">
      <p className="text-sm">
        <span className="figures font-medium">{requests.toLocaleString('en')}</span> requests looked at, hits in{' '}
        <span className="figures font-medium">{withHits.toLocaleString('en')}</span>:{' '}
        <span className="figures font-medium">{total}</span> different ones, of which{' '}
        <span className="figures font-medium">{doubtful}</span> are likely to be false.
        {stopped !== null && <span className="text-warn"> {STOPPED[stopped]}</span>}
        {result.checks_skipped.length > 0 && (
          <span className="text-ink-soft">
            {' '}
            Not run: {result.checks_skipped.join(', ')}, which ask another service.
          </span>
        )}
      </p>
      <ul className="flex flex-col gap-2">
        {hits.map((hit) => (
          <HitItem key={hit.id} hit={hit} slug={slug} mayExcept={mayExcept} />
        ))}
      </ul>
    </section>
  );
}

function HitItem({ hit, slug, mayExcept }: { hit: Hit; slug: string; mayExcept: boolean }) {
  const add = useAddException();
  const { kind, check, text, before, after, count, log_ids: logs, why_likely_false: why } = hit;
  return (
    <li className="flex flex-col gap-2 rounded-md border p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge>{kind}</Badge>
        <code className="font-mono text-xs text-ink-soft">{check}</code>
        <span className="figures text-xs text-ink-soft">{count === 1 ? 'once' : `${count} times`}</span>
        {hit.likely_false && (
          <Badge tone="warn" title={why ?? ''}>
            likely false
          </Badge>
        )}
        <span className="ml-auto flex items-center gap-2">
          {logs[0] !== undefined && (
            <Link to="/logs/$logId" params={{ logId: logs[0] }} className="text-xs text-accent underline">
              Request
            </Link>
          )}
          {mayExcept &&
            (add.isSuccess ? (
              <Badge tone="ok">excepted</Badge>
            ) : (
              <Button
                busy={add.isPending}
                aria-label={`Mark as false: ${text}`}
                onClick={() =>
                  add.mutate({ guardrailId: slug, hash: hit.hash, check, reason: why ?? 'Marked in a dry run.' })
                }
              >
                Mark as false
              </Button>
            ))}
        </span>
      </div>
      <p className="foreign-text font-mono text-xs break-all text-ink-soft">
        {before}
        <mark className="rounded bg-warn-soft px-0.5 text-ink">{text}</mark>
        {after}
      </p>
      {why !== null && <p className="text-xs text-ink-soft">{why}</p>}
      {add.isError && <ErrorState error={add.error} />}
    </li>
  );
}
