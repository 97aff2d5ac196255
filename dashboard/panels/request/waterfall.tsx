/** The attempts of a request over its time: what each waited, asked and got. */
import type { Attempt } from '../../api/queries/logs.ts';
import { formatMoney } from '../../format/money.ts';
import { formatDuration } from '../../format/numbers.ts';
import { classNames } from '../../ui/class-names.ts';

const FIRST_ERROR = 400;

export function Waterfall({ attempts, totalMs }: { attempts: readonly Attempt[]; totalMs: number }) {
  if (attempts.length === 0) {
    return <p className="text-sm text-ink-soft">No upstream was asked: the gateway answered this request itself.</p>;
  }
  const end = Math.max(totalMs, ...attempts.map(({ started_ms, duration_ms }) => started_ms + duration_ms), 1);
  return (
    <ol className="flex flex-col gap-2">
      {attempts.map((attempt, index) => (
        <AttemptRow key={attempt.span_id} attempt={attempt} number={index + 1} end={end} />
      ))}
    </ol>
  );
}

function AttemptRow({ attempt, number, end }: { attempt: Attempt; number: number; end: number }) {
  const { started_ms: start, duration_ms: duration, wait_ms: wait, status, reason } = attempt;
  const share = (ms: number): string => `${(Math.max(0, ms) / end) * 100}%`;
  const isAnswer = reason === 'answered';
  return (
    <li className="rounded-md border p-3 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="font-medium">
          {number}. {attempt.provider}
        </span>
        <span className="foreign-text font-mono text-xs">{attempt.model}</span>
        <span className={classNames('figures ml-auto', !isAnswer && 'text-bad')}>
          {status === 0 ? 'no answer' : status} · {reason.replaceAll('_', ' ')}
        </span>
      </div>
      <div aria-hidden className="relative mt-2 h-3 rounded-sm bg-raised">
        {wait > 0 && (
          <span
            className="absolute inset-y-1 bg-line-strong"
            style={{ left: share(start - wait), width: share(wait) }}
          />
        )}
        <span
          className={classNames(
            'absolute inset-y-0 rounded-sm',
            status > 0 && status < FIRST_ERROR ? 'bg-ok' : 'bg-bad',
          )}
          style={{ left: share(start), width: `max(3px, ${share(duration)})` }}
        />
      </div>
      <dl className="figures mt-2 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-soft">
        <Fact name="started after" value={formatDuration(start)} />
        {wait > 0 && <Fact name="waited" value={formatDuration(wait)} />}
        <Fact name="took" value={formatDuration(duration)} />
        {attempt.cost_nano_usd !== null && <Fact name="cost" value={formatMoney(attempt.cost_nano_usd)} />}
        <Fact name="target" value={attempt.target} />
        {attempt.upstream_request_id !== null && <Fact name="upstream’s id" value={attempt.upstream_request_id} />}
      </dl>
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex min-w-0 gap-1">
      <dt>{name}</dt>
      <dd className="foreign-text text-ink">{value}</dd>
    </div>
  );
}
