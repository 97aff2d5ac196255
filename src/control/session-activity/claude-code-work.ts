/**
 * What Claude Code reports of its work by OpenTelemetry, beside the requests that the gateway sees: lines of code, commits, pull
 * requests, and what its user decided about tools. Names as versions 2.1.197 and 2.1.330 send them, and as
 * https://code.claude.com/docs/en/monitoring-usage lists them.
 */

import type { ActivityCounts } from '../../storage/ports/records/session-activity.ts';
import type { LoggedEvent, SumPoint } from '../../wire/otlp/read-export.ts';

export interface ReportedWork {
  /** '' = the client does not say. */
  sessionId: string;
  counts: Partial<ActivityCounts>;
}

const SUMS: Readonly<Record<string, (sum: SumPoint) => Partial<ActivityCounts>>> = {
  'claude_code.lines_of_code.count': ({ attributes, value }) =>
    attributes.get('type') === 'removed' ? { linesRemoved: value } : { linesAdded: value },
  'claude_code.commit.count': ({ value }) => ({ commits: value }),
  'claude_code.pull_request.count': ({ value }) => ({ pullRequests: value }),
  'claude_code.code_edit_tool.decision': ({ attributes, value }) =>
    attributes.get('decision') === 'accept' ? { editsAccepted: value } : { editsRejected: value },
  'claude_code.active_time.total': ({ value }) => ({ activeMs: Math.round(value * 1000) }),
};

/** More in one report is a broken client, or an invention. */
const MOST_AT_ONCE = 1e9;
const MAX_ID_LENGTH = 200;

/**
 * null = the sum says nothing of the work. Sums since the client's start would be counted again with each report: they are none
 * of ours, and Claude Code sends them only where it was told to.
 */
export function workOfSum(sum: SumPoint): ReportedWork | null {
  const read = Object.hasOwn(SUMS, sum.name) ? SUMS[sum.name] : undefined;
  const isCount = sum.isDelta && sum.value > 0 && sum.value <= MOST_AT_ONCE;
  if (read === undefined || !isCount) return null;
  return { sessionId: sessionOf(sum.attributes), counts: rounded(read(sum)) };
}

/** null = the event says nothing of the work. */
export function workOfEvent({ name, attributes }: LoggedEvent): ReportedWork | null {
  if (name.replace(/^claude_code\./, '') !== 'tool_decision') return null;
  const counts = attributes.get('decision') === 'accept' ? { toolsAccepted: 1 } : { toolsRejected: 1 };
  return { sessionId: sessionOf(attributes), counts };
}

function sessionOf(attributes: SumPoint['attributes']): string {
  const id = attributes.get('session.id');
  return typeof id === 'string' && id.length <= MAX_ID_LENGTH && /^[\w.:-]*$/.test(id) ? id : '';
}

function rounded(counts: Partial<ActivityCounts>): Partial<ActivityCounts> {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, Math.round(value)]));
}
