/** Opens the exports of the log; shows how far a running download is while their dialog is closed. */
import { Download } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useHolds } from '../../api/queries/session.ts';
import { formatCount } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import type { ExportScope } from './export-dialog.tsx';
import { useExportDownloads } from './use-export-downloads.ts';

const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));

export function ExportButton(scope: ExportScope) {
  const mayExport = useHolds('logs.export');
  const [isOpen, setOpen] = useState(false);
  const downloads = useExportDownloads();
  if (!mayExport) return null;
  const running = [...downloads.byId.values()].find(({ state }) => state === 'running');
  return (
    <>
      <Button icon={<Download aria-hidden />} onClick={() => setOpen(true)}>
        <span className="@max-[800px]:sr-only">Export</span>
        {running?.state === 'running' && <span className="figures">{formatCount(running.rows)}</span>}
      </Button>
      {isOpen && (
        <Suspense>
          <ExportDialog {...scope} downloads={downloads} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
