/** Says that a list of requests begins later than the log does, and gets the earlier ones. */
import type { useWholeLog } from '../../api/queries/logs.ts';
import { Button } from '../../ui/button.tsx';

export function MoreRequests({ pages, shown }: { pages: ReturnType<typeof useWholeLog>['pages']; shown: number }) {
  if (!pages.hasNextPage) return null;
  return (
    <span className="flex items-center gap-3 text-xs text-ink-soft">
      The newest {shown.toLocaleString('en')} requests
      <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        Show earlier ones
      </Button>
    </span>
  );
}
