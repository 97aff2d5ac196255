/** One export of the log in the list: its state, its file, and what can still be done with it. */
import { useState } from 'react';
import {
  type LogExport,
  useCancelLogExport,
  useStartLogExport,
  useUpdateLogExport,
} from '../../api/queries/log-exports.ts';
import { useHolds } from '../../api/queries/session.ts';
import { formatExactly } from '../../format/numbers.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { draftOfExport, ExportFields, isBody, useExportable } from './export-fields.tsx';
import type { Download, Downloads } from './use-export-downloads.ts';

interface ExportRowProps {
  one: LogExport;
  downloads: Downloads;
}

export function ExportRow({ one, downloads }: ExportRowProps) {
  const { id, description, total, created_at: at, status } = one;
  const [isEdited, setEdited] = useState(false);
  const start = useStartLogExport();
  const cancel = useCancelLogExport();
  const error = start.error ?? cancel.error;
  const download = downloads.byId.get(id);
  return (
    <li className="flex flex-col gap-2 px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-40 flex-1">
          <p className="foreign-text text-sm font-medium">{description === '' ? id : description}</p>
          <p className="figures text-xs text-ink-soft">
            {formatExactly(total)} requests · <Ago at={at} />
            {one.requested_data.includes('request') && ' · with bodies'}
          </p>
        </div>
        <Badge tone={STATES[status].tone}>{STATES[status].label}</Badge>
        {status === 'draft' && (
          <Button aria-label={`Edit ${description}`} aria-expanded={isEdited} onClick={() => setEdited(!isEdited)}>
            Edit
          </Button>
        )}
        <RunButtons one={one} downloads={downloads} start={start} cancel={cancel} />
      </div>
      {isEdited && status === 'draft' && <EditDraft one={one} onSaved={() => setEdited(false)} />}
      {download !== undefined && <Progress download={download} total={total} />}
      {error !== null && <ErrorState error={error} />}
    </li>
  );
}

interface RunProps extends ExportRowProps {
  start: ReturnType<typeof useStartLogExport>;
  cancel: ReturnType<typeof useCancelLogExport>;
}

/** The row shows what went wrong with the last of them. */
function RunButtons({ one, downloads, start, cancel }: RunProps) {
  const { id, description, status } = one;
  const isRunning = downloads.byId.get(id)?.state === 'running';
  const onCancel = (): void => {
    downloads.stop(id);
    start.reset();
    cancel.mutate(id);
  };
  return (
    <>
      {status === 'draft' && (
        <Button
          aria-label={`Start ${description}`}
          busy={start.isPending}
          onClick={() => {
            cancel.reset();
            start.mutate(id, { onSuccess: () => downloads.start(id) });
          }}
        >
          Start
        </Button>
      )}
      {status === 'success' && !isRunning && (
        <Button aria-label={`Download ${description}`} onClick={() => downloads.start(id)}>
          Download
        </Button>
      )}
      {(status === 'success' || status === 'draft') && (
        <Button
          look="quiet"
          aria-label={`Cancel ${description}`}
          title="Nobody can download it any more."
          busy={cancel.isPending}
          onClick={onCancel}
        >
          Cancel
        </Button>
      )}
    </>
  );
}

/** Its filter stays: a draft counts what matches now, when it is saved and when it is started. */
function EditDraft({ one, onSaved }: { one: LogExport; onSaved: () => void }) {
  const [draft, setDraft] = useState(() => draftOfExport(one));
  const update = useUpdateLogExport();
  const exportable = useExportable();
  const mayReadBodies = useHolds('logs.view');
  const keepsFields = !mayReadBodies && one.requested_data.some(isBody);
  const fields = exportable.filter((field) => draft.fields.includes(field));
  return (
    <div className="rounded-md border p-3">
      <Form
        label={`Edit ${one.description}`}
        action="Save the draft"
        busy={update.isPending}
        error={update.error}
        isIncomplete={!keepsFields && fields.length === 0}
        onSubmit={() => {
          const { id, filters } = one;
          const chosen = keepsFields ? {} : { requested_data: fields };
          update.mutate({ id, filters, description: draft.name, ...chosen }, { onSuccess: onSaved });
        }}
      >
        <ExportFields draft={draft} exportable={keepsFields ? null : exportable} onChange={setDraft} />
      </Form>
    </div>
  );
}

const STATES: Record<LogExport['status'], { label: string; tone: 'ok' | 'neutral' | 'bad' | 'accent' }> = {
  draft: { label: 'draft', tone: 'neutral' },
  in_progress: { label: 'in progress', tone: 'accent' },
  success: { label: 'ready', tone: 'ok' },
  failed: { label: 'failed', tone: 'bad' },
  stopped: { label: 'cancelled', tone: 'neutral' },
};

function Progress({ download, total }: { download: Download; total: number }) {
  if (download.state === 'failed') return <ErrorState error={download.error} />;
  const { rows } = download;
  if (download.state === 'running') {
    return (
      <div className="flex items-center gap-3 text-xs text-ink-soft">
        <progress aria-label="Requests fetched" className="h-1.5 flex-1 accent-accent" max={total} value={rows} />
        <span className="figures">
          {formatExactly(rows)} of {formatExactly(total)}
        </span>
      </div>
    );
  }
  return (
    <p role="status" className="text-xs text-ink-soft">
      Saved {formatExactly(rows)} requests.
      {rows < total && ' The others were deleted meanwhile, or the export was cancelled.'}
    </p>
  );
}
