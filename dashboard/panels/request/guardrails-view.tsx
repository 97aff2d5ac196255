/** What each guardrail found in a request and in its response, and what it did about it. */
import { Link } from '@tanstack/react-router';
import type { LogRow } from '../../api/queries/logs.ts';
import { formatDuration } from '../../format/numbers.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Outcome = NonNullable<LogRow['guardrails']>[number];
type Check = Outcome['checks'][number];

interface Told {
  label: string;
  tone: Tone;
  about: string;
}

const OUTCOMES: Record<Outcome['outcome'], Told> = {
  passed: { label: 'Passed', tone: 'ok', about: 'Every check passed.' },
  changed: { label: 'Masked', tone: 'warn', about: 'Enforced: what was found was masked.' },
  reported: { label: 'Reported', tone: 'warn', about: 'A check failed. The guardrail reports and does not deny.' },
  denied: { label: 'Denied', tone: 'bad', about: 'Enforced: the text was not let through.' },
  would_change: { label: 'Would mask', tone: 'neutral', about: 'Shadow mode: nothing was changed.' },
  would_report: { label: 'Would report', tone: 'neutral', about: 'Shadow mode: a check failed.' },
  would_deny: { label: 'Would deny', tone: 'neutral', about: 'Shadow mode: the text was let through.' },
  unfinished: { label: 'Unfinished', tone: 'neutral', about: 'It was still running when the log row was written.' },
};

export function GuardrailsView({ row: { guardrails, guardrails_ms: ms } }: { row: LogRow }) {
  if (guardrails === null || guardrails.length === 0) {
    return (
      <p className="text-sm text-ink-soft">
        No guardrail checked this request. Attach one to a workspace or to a config:{' '}
        <Link to="/guardrails" className="text-accent underline">
          Guardrails
        </Link>
        .
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {ms !== null && <p className="text-sm text-ink-soft">Guardrails made the response {formatDuration(ms)} later.</p>}
      {guardrails.map((outcome, index) => (
        <Guardrail key={index} outcome={outcome} />
      ))}
    </div>
  );
}

function Guardrail({ outcome: { id, side, outcome, ms, checks } }: { outcome: Outcome }) {
  const { label, tone, about } = OUTCOMES[outcome];
  return (
    <section aria-label={`${id}, ${side}`} className="rounded-md border">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2 text-sm">
        <h3 className="foreign-text font-medium">{id}</h3>
        <Badge>{side === 'input' ? 'Request' : 'Response'}</Badge>
        <Badge tone={tone}>{label}</Badge>
        <span className="text-ink-soft">{about}</span>
        <span className="figures ml-auto text-xs text-ink-soft">{formatDuration(ms)}</span>
      </div>
      <Table
        label={`Checks of ${id}`}
        rows={checks.map((check, place) => ({ ...check, place }))}
        rowId={({ place }) => String(place)}
        columns={COLUMNS}
      />
    </section>
  );
}

const COLUMNS: readonly Column<Check>[] = [
  { id: 'check', title: 'Check', cell: ({ id }) => <code className="foreign-text font-mono text-xs">{id}</code> },
  { id: 'verdict', title: 'Verdict', cell: (check) => <Verdict check={check} /> },
  { id: 'found', title: 'Found', cell: (check) => <span className="foreign-text">{foundBy(check)}</span> },
  { id: 'time', title: 'Time', numeric: true, cell: ({ ms }) => formatDuration(ms) },
];

function Verdict({ check: { verdict, error } }: { check: Check }) {
  if (error !== null) return <Badge tone="bad">Error</Badge>;
  return verdict ? <Badge tone="ok">Passed</Badge> : <Badge tone="warn">Failed</Badge>;
}

/** `2 × EMAIL_ADDRESS, 1 × SSN; 1 exception` from `EMAIL_ADDRESS=2 SSN=1`. The text itself is not kept. */
function foundBy({ found, error, excepted }: Check): string {
  if (error !== null) return error;
  const places = (found ?? '')
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => part.replace(/^(.*)=(\d+)$/, '$2 × $1'))
    .join(', ');
  const passedOver = excepted === undefined ? '' : `${excepted} passed over as exceptions`;
  return [places, passedOver].filter((part) => part !== '').join('; ') || '—';
}
