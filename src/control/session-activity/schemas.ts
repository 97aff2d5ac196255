/** What goes into and comes out of the question what was done in sessions. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { WorkspaceRef } from '../tenancy.ts';

export const GetSessionActivity = z.strictObject({
  group_by: z
    .enum(['user', 'workspace', 'session', 'day'])
    .default('session')
    .meta({ description: '`user`: the person, or the key where it belongs to nobody.' }),
  session_id: z.string().min(1).max(200).optional().meta({ description: 'As `X-Claude-Code-Session-Id`.' }),
  time_of_generation_min: Moment.optional().meta({ description: 'Whole days in UTC, this one included.' }),
  time_of_generation_max: Moment.optional().meta({ description: 'Exclusive.' }),
  workspace_id: WorkspaceRef,
  current_page: z.coerce.number().int().min(0).max(100_000).default(0),
  page_size: z.coerce.number().int().min(1).max(1000).default(100),
});

const Counts = {
  lines_added: z.int(),
  lines_removed: z.int(),
  commits: z.int(),
  pull_requests: z.int(),
  edits_accepted: z.int().meta({ description: 'Edits of files that the user let through.' }),
  edits_rejected: z.int(),
  tools_accepted: z.int().meta({ description: 'Calls of any tool that the user let through; edits are among them.' }),
  tools_rejected: z.int(),
  active_ms: z.int().meta({ description: 'In which the user typed, or the client worked.' }),
  sessions: z.int(),
  last_report_at: Moment,
};

export const SessionActivityList = z.object({
  object: z.literal('list'),
  total: z.int(),
  summary: z.object(Counts).nullable().meta({ description: 'Of all groups; null = nothing was reported.' }),
  data: z.array(
    z.object({
      object: z.literal('session-activity'),
      key: z.string().nullable().meta({ description: 'A workspace by its slug, a day by its beginning; null = none.' }),
      ...Counts,
    }),
  ),
});
