/** What guardrails did in a period: for whoever has to show that a policy holds. Counted from the rows of the log. */
import type { z } from 'zod';
import type { GuardrailOutcome } from '../../storage/ports/log/guardrail-outcome.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { logTenant } from '../logs/tenant.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { ReportGuardrails, type GuardrailReport } from './schemas.ts';

/** Rows with guardrails, the newest: what is older is not counted, and the report says so. */
const MAX_ROWS = 200_000;
const PAGE = 1000;
const MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

type Line = z.infer<typeof GuardrailReport>['guardrails'][number];

/** Of a whole workspace, or of the organisation: takes the power over analytics, and no text of anybody is in it. */
export async function reportGuardrails(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof GuardrailReport>> {
  requireScope(context, 'guardrails.list', 'organisation_guardrails.list');
  requireScope(context, 'analytics.view');
  const wanted = parseInput(ReportGuardrails, input);
  const from = Date.parse(wanted.time_of_generation_min);
  const to = Date.parse(wanted.time_of_generation_max);
  if (!(from < to)) throw invalid('time_of_generation_max', 'must come after time_of_generation_min');
  if (to - from > MAX_DAYS * DAY_MS) throw invalid('time_of_generation_min', `a report is of ${MAX_DAYS} days at most`);
  const tenant = await look(context, (tx) => logTenant(context, tx, wanted.workspace_id));
  const lines = new Map<string, Line>();
  let rows = 0;
  let denied = 0;
  let cursor: string | undefined;
  do {
    const page = await context.log.list(
      { ...tenant, from, to, hasGuardrails: true },
      { limit: PAGE, ...(cursor !== undefined && { cursor }) },
    );
    for (const { guardrails } of page.rows) {
      if (guardrails === null) continue;
      rows += 1;
      if (guardrails.some(({ outcome }) => outcome === 'denied')) denied += 1;
      for (const one of guardrails) note(lineOf(lines, one), one);
    }
    context.throwIfCancelled();
    await context.nextTurn();
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && rows < MAX_ROWS);
  return {
    object: 'guardrail_report',
    from: toIso(from),
    to: toIso(to),
    requests_checked: rows,
    requests_denied: denied,
    is_complete: cursor === undefined,
    guardrails: [...lines.values()].toSorted((a, b) => b.checked - a.checked || (a.id < b.id ? -1 : 1)),
  };
}

function lineOf(lines: Map<string, Line>, { id, side }: GuardrailOutcome): Line {
  const key = `${side} ${id}`;
  const line = lines.get(key) ?? {
    id,
    side,
    checked: 0,
    found: 0,
    blocked: 0,
    masked: 0,
    reported: 0,
    would_block: 0,
    would_mask: 0,
    would_report: 0,
    excepted: 0,
    errors: 0,
    kinds: {},
  };
  lines.set(key, line);
  return line;
}

const COUNTED = {
  denied: 'blocked',
  changed: 'masked',
  reported: 'reported',
  would_deny: 'would_block',
  would_change: 'would_mask',
  would_report: 'would_report',
  passed: null,
  unfinished: null,
} as const;

function note(line: Line, { outcome, checks }: GuardrailOutcome): void {
  line.checked += 1;
  const counted = COUNTED[outcome];
  if (counted !== null) line[counted] += 1;
  for (const { found, verdict, excepted = 0, error } of checks) {
    line.excepted += excepted;
    if (error !== null) line.errors += 1;
    const kinds = [...(found ?? '').matchAll(/([A-Z0-9_]+)=(\d+)/g)];
    for (const [, kind = '', count] of kinds) {
      line.kinds[kind] = (line.kinds[kind] ?? 0) + Number(count);
      line.found += Number(count);
    }
    // A check that counts no kinds, as a rule for a header, has found one thing where it does not pass.
    if (kinds.length === 0 && !verdict && error === null) line.found += 1;
  }
}
