/** Moves through pages of a list whose newest rows come first. */
import { Button } from './button.tsx';

interface PagerProps {
  /** 0-based. */
  page: number;
  pageSize: number;
  /** Of rows. */
  total: number;
  onPage: (page: number) => void;
}

export function Pager({ page, pageSize, total, onPage }: PagerProps) {
  const end = (page + 1) * pageSize;
  return (
    <div className="flex items-center justify-end gap-2 border-t p-3 text-sm text-ink-soft">
      <span className="figures">
        {page * pageSize + 1}–{Math.min(total, end)} of {total}
      </span>
      <Button disabled={page === 0} onClick={() => onPage(page - 1)}>
        Newer
      </Button>
      <Button disabled={end >= total} onClick={() => onPage(page + 1)}>
        Older
      </Button>
    </div>
  );
}
