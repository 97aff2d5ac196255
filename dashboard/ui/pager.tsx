/** Moves through the pages of a list. */
import { Button } from './button.tsx';

interface PagerProps {
  /** 0-based. */
  page: number;
  pageSize: number;
  /** Of rows. */
  total: number;
  onPage: (page: number) => void;
  /** What the buttons say; of a list that begins with its newest rows when absent. */
  steps?: readonly [back: string, on: string];
}

export function Pager({ page, pageSize, total, onPage, steps: [back, on] = ['Newer', 'Older'] }: PagerProps) {
  const end = (page + 1) * pageSize;
  return (
    <div className="flex items-center justify-end gap-2 border-t p-3 text-sm text-ink-soft">
      <span className="figures">
        {page * pageSize + 1}–{Math.min(total, end)} of {total}
      </span>
      <Button disabled={page === 0} onClick={() => onPage(page - 1)}>
        {back}
      </Button>
      <Button disabled={end >= total} onClick={() => onPage(page + 1)}>
        {on}
      </Button>
    </div>
  );
}
