/** What was done in sessions, as their clients report it: by session, person, workspace or day. */
import type { z } from 'zod';
import type { ActivityGroup, ActivityScope } from '../../storage/ports/records/session-activity.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { logTenant, readableKeys } from '../logs/tenant.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { GetSessionActivity, type SessionActivityList } from './schemas.ts';

const DAY_MS = 86_400_000;

/** Of the caller's tenant, and of the keys whose rows of the log the caller may read. */
export async function getSessionActivity(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof SessionActivityList>> {
  requireScope(context, 'logs.list', 'analytics.view');
  const wanted = parseInput(GetSessionActivity, input);
  const { group_by: by, page_size: limit, current_page: page } = wanted;
  return look(context, async (tx) => {
    const scope = await scopeOf(context, tx, wanted);
    const { total, rows } = await tx.sessionActivity.groups(by, scope, { limit, offset: page * limit });
    const summary = await tx.sessionActivity.total(scope);
    const name = by === 'workspace' ? await workspaceNames(tx, rows) : by === 'day' ? dayName : (key: string) => key;
    return {
      object: 'list',
      total,
      summary: summary === null ? null : viewCounts(summary),
      data: rows.map(({ key, ...counts }) => ({
        object: 'session-activity',
        key: key === null ? null : name(key),
        ...viewCounts(counts),
      })),
    };
  });
}

async function scopeOf(
  context: ControlContext,
  tx: TenantRecords,
  wanted: z.output<typeof GetSessionActivity>,
): Promise<ActivityScope> {
  const { workspaceId } = await logTenant(context, tx, wanted.workspace_id);
  const apiKeyIds = await readableKeys(context, tx);
  const { time_of_generation_min: from, time_of_generation_max: to, session_id: sessionId } = wanted;
  return {
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(apiKeyIds === null ? {} : { apiKeyIds }),
    ...(sessionId === undefined ? {} : { sessionId }),
    from: from === undefined ? 0 : Math.floor(Date.parse(from) / DAY_MS) * DAY_MS,
    to: to === undefined ? context.clock.now() + DAY_MS : Date.parse(to),
  };
}

const dayName = (day: string): string => toIso(Number(day));

async function workspaceNames(tx: TenantRecords, rows: readonly ActivityGroup[]): Promise<(id: string) => string> {
  const names = new Map<string, string>();
  for (const { key } of rows) {
    const workspace = key === null ? null : await tx.workspaces.findById(key);
    if (workspace !== null) names.set(workspace.id, workspace.slug);
  }
  return (id) => names.get(id) ?? id;
}

function viewCounts(counts: Omit<ActivityGroup, 'key'>) {
  return {
    lines_added: counts.linesAdded,
    lines_removed: counts.linesRemoved,
    commits: counts.commits,
    pull_requests: counts.pullRequests,
    edits_accepted: counts.editsAccepted,
    edits_rejected: counts.editsRejected,
    tools_accepted: counts.toolsAccepted,
    tools_rejected: counts.toolsRejected,
    active_ms: counts.activeMs,
    sessions: counts.sessions,
    last_report_at: toIso(counts.lastAt),
  };
}
