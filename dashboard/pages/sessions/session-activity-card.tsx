/** What the session did to the code, as its client reports it; nothing where it reports nothing. */
import { useSessionActivity } from '../../api/queries/session-activity.ts';
import { Stat } from '../../charts/stat.tsx';
import { formatCount, formatDuration, formatExactly } from '../../format/numbers.ts';
import { Card } from '../../ui/page.tsx';

export function SessionActivityCard({ sessionId }: { sessionId: string }) {
  const activity = useSessionActivity(sessionId).data ?? null;
  if (activity === null) return null;
  const count = (label: string, value: number, note?: string) => (
    <Stat label={label} value={formatCount(value)} exact={formatExactly(value)} change={null} note={note} />
  );
  return (
    <Card title="What it did to the code">
      <div className="grid grid-cols-2 @min-[420px]:grid-cols-3 @min-[760px]:grid-cols-6">
        {count('Lines added', activity.lines_added)}
        {count('Lines removed', activity.lines_removed)}
        {count('Commits', activity.commits)}
        {count('Pull requests', activity.pull_requests)}
        {count('Tools accepted', activity.tools_accepted, `${formatCount(activity.tools_rejected)} rejected`)}
        <Stat label="Active time" value={formatDuration(activity.active_ms)} change={null} />
      </div>
    </Card>
  );
}
