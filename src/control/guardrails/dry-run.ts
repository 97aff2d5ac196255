/** Runs a guardrail over the logged bodies of the last days: what it would have found, and what of that is likely to be false. */
import type { z } from 'zod';
import { compileGuardrail, type CompiledGuardrail } from '../../guardrails/definition.ts';
import type { DryFinding, DryRun } from '../../guardrails/dry-run.ts';
import { hashOfText } from '../../guardrails/exceptions.ts';
import { whyLikelyFalse } from '../../guardrails/likely-false.ts';
import { CHECKS } from '../../guardrails/registry.gen.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { LogFilter, LogRow } from '../../storage/ports/log.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { logTenant, readableKeys } from '../logs/tenant.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { openDefinition } from './definition.ts';
import { findGuardrail } from './find.ts';
import { DryRunGuardrail, type DryRunResult } from './schemas.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Bounds of one run: it shares the process with the traffic. */
const MAX_REQUESTS = 5000;
const MAX_BYTES = 512 * 1024 * 1024;
const MAX_MS = 30_000;
const MAX_HITS = 500;
const PAGE = 100;
const MAX_LOG_IDS = 5;
const MAX_TEXT = 500;

type Hit = z.infer<typeof DryRunResult>['hits'][number];

/** Reads bodies: takes the powers to run the guardrail and to view logs. Ends early when the caller hangs up. */
export async function dryRunGuardrail(context: ControlContext, input: unknown): Promise<z.infer<typeof DryRunResult>> {
  requireScope(context, 'guardrails.invoke', 'guardrails.update', 'organisation_guardrails.update');
  requireScope(context, 'logs.view');
  const wanted = parseInput(DryRunGuardrail, input);
  const { row, definition, filter } = await look(context, async (tx) => {
    const found = await findGuardrail(context, tx, { guardrailId: wanted.guardrailId, action: 'read' });
    const keys = await readableKeys(context, tx);
    const tenant = await logTenant(context, tx, wanted.workspace_id ?? found.workspaceId);
    const to = context.clock.now();
    const scope: LogFilter = { ...tenant, from: to - wanted.days * DAY_MS, to, ...(keys && { apiKeyIds: [...keys] }) };
    return { row: found, definition: openDefinition(context, found), filter: scope };
  });
  const compiled = compileGuardrail(definition, { id: row.slug, versionId: row.versionId, checks: CHECKS });
  if (!compiled.ok) throw new GatewayError('guardrail_unusable', `The guardrail "${row.slug}" cannot run.`);
  const run = new Run(context, {
    guardrail: compiled.value,
    dryRun: context.openDryRun(),
    sides: new Set(wanted.sides),
  });
  const stopped = await run.over(filter);
  return {
    object: 'dry_run',
    id: row.id,
    slug: row.slug,
    version_id: row.versionId,
    from: toIso(filter.from ?? 0),
    to: toIso(filter.to ?? 0),
    is_complete: stopped === null,
    stopped_by: stopped,
    ...run.result(),
  };
}

interface Running {
  guardrail: CompiledGuardrail;
  dryRun: DryRun;
  sides: ReadonlySet<string>;
}

class Run {
  readonly #context: ControlContext;
  readonly #running: Running;
  readonly #hits = new Map<string, Hit>();
  /** By the text of the hit. */
  readonly #sessions = new Map<string, Set<string>>();
  readonly #conversations = new Set<string>();
  readonly #skipped = new Set<string>();
  #requests = 0;
  #withHits = 0;
  #unreadable = 0;
  #bytes = 0;

  constructor(context: ControlContext, running: Running) {
    this.#context = context;
    this.#running = running;
  }

  /** The newest first. Why it stopped before the end; null = it did not. */
  async over(filter: LogFilter): Promise<'requests' | 'bytes' | 'time' | 'hits' | null> {
    const { log, clock } = this.#context;
    const began = clock.elapsed();
    let cursor: string | undefined;
    do {
      const page = await log.list(filter, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
      for (const row of page.rows) {
        if (this.#requests >= MAX_REQUESTS) return 'requests';
        if (this.#bytes >= MAX_BYTES) return 'bytes';
        if (this.#hits.size >= MAX_HITS) return 'hits';
        if (clock.elapsed() - began > MAX_MS) return 'time';
        await this.#context.nextTurn();
        this.#context.throwIfCancelled();
        await this.#look(row);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return null;
  }

  result() {
    const of = this.#conversations.size;
    const hits = Array.from(this.#hits.values(), (hit) => {
      const seen = this.#sessions.get(hit.id)?.size ?? 0;
      const why = whyLikelyFalse({ ...hit, seen, of });
      return { ...hit, conversations: seen, likely_false: why !== null, why_likely_false: why };
    });
    return {
      requests: this.#requests,
      requests_with_hits: this.#withHits,
      requests_unreadable: this.#unreadable,
      conversations: of,
      checks_skipped: [...this.#skipped],
      total: hits.length,
      likely_false: hits.filter((hit) => hit.likely_false).length,
      hits: hits.toSorted((a, b) => Number(a.likely_false) - Number(b.likely_false) || b.count - a.count),
    };
  }

  async #look(row: LogRow): Promise<void> {
    this.#requests += 1;
    this.#conversations.add(row.session_id ?? row.trace_id);
    const found = [
      ...(await this.#lookAt(row, 'input', row.request_body)),
      ...(await this.#lookAt(row, 'output', row.response_body)),
    ];
    if (found.length > 0) this.#withHits += 1;
    for (const { side, finding } of found) this.#note(row, side, finding);
  }

  async #lookAt(row: LogRow, side: 'input' | 'output', ref: string | null) {
    const { guardrail, dryRun, sides } = this.#running;
    if (ref === null || !sides.has(side)) return [];
    const bytes = await this.#context.bodies.read(ref);
    if (bytes === null || bytes.length === 0) return [];
    this.#bytes += bytes.length;
    const { operation, ai_model: model, metadata } = row;
    const result = await dryRun.run(guardrail, { operation, side, bytes, model, metadata });
    if (result === 'unreadable') {
      this.#unreadable += 1;
      return [];
    }
    for (const check of result.skipped) this.#skipped.add(check);
    return result.findings.map((finding) => ({ side, finding }));
  }

  #note(row: LogRow, side: 'input' | 'output', { check, kind, text, before, after }: DryFinding): void {
    const hash = hashOfText(text);
    const id = hashOfText(`${check} ${kind} ${hash}`).slice(0, 24);
    const known = this.#hits.get(id);
    const hit: Hit = known ?? {
      id,
      hash,
      check,
      kind,
      side,
      text: text.slice(0, MAX_TEXT),
      before,
      after,
      count: 0,
      conversations: 0,
      log_ids: [],
      likely_false: false,
      why_likely_false: null,
    };
    hit.count += 1;
    if (hit.log_ids.length < MAX_LOG_IDS && !hit.log_ids.includes(row.id)) hit.log_ids.push(row.id);
    this.#hits.set(id, hit);
    const sessions = this.#sessions.get(id) ?? new Set();
    sessions.add(row.session_id ?? row.trace_id);
    this.#sessions.set(id, sessions);
  }
}
