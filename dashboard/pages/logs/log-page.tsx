/** One request on a page of its own, by a link that can be sent to a colleague. */
import { Link, useParams } from '@tanstack/react-router';
import { usePageTitle } from '../../ui/page.tsx';
import { LogDetail } from '../../panels/request/log-detail.tsx';

export function LogPage() {
  const { logId } = useParams({ from: '/logs/$logId' });
  usePageTitle(`Request ${logId}`);
  return (
    <div className="mx-auto flex h-full w-full max-w-[1080px] flex-col">
      <div className="flex items-baseline gap-3 px-4 pt-4">
        <h1 className="text-xl font-semibold">Request</h1>
        <code className="foreign-text font-mono text-xs text-ink-soft">{logId}</code>
        <Link to="/logs" className="ml-auto text-sm text-accent underline">
          All requests
        </Link>
      </div>
      <LogDetail key={logId} id={logId} />
    </div>
  );
}
