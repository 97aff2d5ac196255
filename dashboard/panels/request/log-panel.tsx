/** One request beside the table; on a narrow screen in its place. */
import { Link } from '@tanstack/react-router';
import { Maximize2, X } from 'lucide-react';
import { CopyButton } from '../../ui/copy.tsx';
import { IconButton } from '../../ui/button.tsx';
import { LogDetail } from './log-detail.tsx';

interface LogPanelProps {
  id: string;
  onClose: () => void;
}

export function LogPanel({ id, onClose }: LogPanelProps) {
  return (
    <aside
      aria-label="Request"
      className="flex min-h-0 w-[55%] shrink-0 flex-col border-l bg-canvas max-[899px]:fixed max-[899px]:inset-0 max-[899px]:z-20 max-[899px]:w-full"
    >
      <div className="flex h-10 shrink-0 items-center gap-1 border-b bg-surface pr-2 pl-4">
        <code className="truncate font-mono text-xs text-ink-soft">{id}</code>
        <CopyButton text={`${location.origin}/logs/${id}`} label="Copy the link to this request" />
        <div className="flex-1" />
        <Link
          to="/logs/$logId"
          params={{ logId: id }}
          aria-label="Open on its own page"
          title="Open on its own page"
          className="flex size-8 items-center justify-center rounded-md text-ink-soft hover:bg-raised hover:text-ink [&_svg]:size-4"
        >
          <Maximize2 aria-hidden />
        </Link>
        <IconButton label="Close" aria-keyshortcuts="Escape" icon={<X aria-hidden />} onClick={onClose} />
      </div>
      <LogDetail key={id} id={id} />
    </aside>
  );
}
