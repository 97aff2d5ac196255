/** Exports of the log: a new one of what the page shows, and those that were made before, each with its file. */
import { useState } from 'react';
import {
  type LogExport,
  type NewLogExport,
  useCancelLogExport,
  useFieldRestrictions,
  useLogExports,
  useMakeLogExport,
} from '../../api/queries/log-exports.ts';
import type { LogFilter } from '../../api/queries/logs.ts';
import { useHolds, useSession } from '../../api/queries/session.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { Ago } from '../../ui/ago.tsx';
import { formatExactly } from '../../format/numbers.ts';
import { WorkspaceField } from '../../forms/workspace-field.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, Field, Input } from '../../ui/field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import type { Download, Downloads } from './use-export-downloads.ts';

export interface ExportScope {
  filter: LogFilter;
  /** The query line, and the time range in words. */
  q: string;
  rangeName: string;
}

interface ExportDialogProps extends ExportScope {
  downloads: Downloads;
  onClose: () => void;
}

const MAX_ROWS = 50_000;

export function ExportDialog({ filter, q, rangeName, downloads, onClose }: ExportDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Export the log"
      description={`JSON lines, newest request first, ${formatExactly(MAX_ROWS)} requests at most.`}
      wide
    >
      <div className="flex flex-col gap-6">
        <NewExport filter={filter} q={q} rangeName={rangeName} onMade={downloads.start} />
        <Exports downloads={downloads} />
      </div>
    </Dialog>
  );
}

const FACTS: NewLogExport['requested_data'] = [
  'id',
  'trace_id',
  'created_at',
  'is_success',
  'response_status_code',
  'ai_org',
  'ai_model',
  'req_units',
  'res_units',
  'total_units',
  'cost',
  'cost_currency',
  'response_time',
  'request_url',
  'mode',
  'config',
  'metadata',
];

const BODIES: NewLogExport['requested_data'] = ['request', 'response'];

function NewExport({ filter, q, rangeName, onMade }: ExportScope & { onMade: (id: string) => void }) {
  const { search, workspace_id: _, ...filters } = filter;
  const mayReadBodies = useHolds('logs.view');
  const isPinned = useSession().data?.workspace_id !== null;
  const [name, setName] = useState(`${q === '' ? 'All requests' : q}, ${rangeName}`);
  const [withBodies, setBodies] = useState(false);
  const [workspace, setWorkspace] = useState<string | null>(null);
  const make = useMakeLogExport();
  const allowed = useFieldRestrictions().data?.allowed_fields;
  const wanted = (withBodies ? [...FACTS, ...BODIES] : FACTS).filter((field) => allowed?.includes(field) !== false);
  const mayHoldBodies = mayReadBodies && BODIES.some((field) => allowed?.includes(field) !== false);
  const submit = (): void =>
    make.mutate(
      {
        filters: { ...filters },
        requested_data: wanted,
        description: name,
        workspace_id: workspace,
      },
      { onSuccess: ({ id }) => onMade(id) },
    );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label="What it is" help="The requests that match the filter of the page now, in its time range.">
        {(ids) => (
          <Input {...ids} required maxLength={500} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      {!isPinned && <WorkspaceChoice value={workspace} onChange={setWorkspace} />}
      {mayHoldBodies && (
        <CheckField label="With the bodies of requests and responses" checked={withBodies} onChange={setBodies} />
      )}
      {make.isError && <ErrorState error={make.error} />}
      {search !== undefined && (
        <p role="alert" className="text-sm text-warn">
          An export cannot search in bodies. Take “{search}” out of the filter, and look for it in the file.
        </p>
      )}
      <Button type="submit" look="primary" className="self-end" busy={make.isPending} disabled={search !== undefined}>
        Export
      </Button>
    </form>
  );
}

/** Who sees every workspace exports one of them; the API knows no export of all. */
function WorkspaceChoice({ value, onChange }: { value: string | null; onChange: (id: string) => void }) {
  const workspaces = useWorkspaces().data?.data ?? [];
  if (workspaces.length < 2) return null;
  const chosen = value ?? workspaces.find(({ defaults }) => defaults.is_default === 1)?.id ?? '';
  return (
    <WorkspaceField
      help="An export holds the requests of one workspace."
      workspaces={workspaces}
      value={chosen}
      onChange={onChange}
    />
  );
}

function Exports({ downloads }: { downloads: Downloads }) {
  const exports = useLogExports();
  if (exports.isPending) return <SkeletonRows rows={2} />;
  if (exports.isError) return <ErrorState error={exports.error} onRetry={() => void exports.refetch()} />;
  const { data, total } = exports.data;
  if (total === 0) return null;
  return (
    <section>
      <h3 className="pb-1 text-sm font-semibold">
        Exports {total > data.length && `(the newest ${data.length} of ${formatExactly(total)})`}
      </h3>
      <ul className="divide-y rounded-md border">
        {data.map((one) => (
          <ExportRow key={one.id} one={one} downloads={downloads} />
        ))}
      </ul>
    </section>
  );
}

function ExportRow({ one, downloads }: { one: LogExport; downloads: Downloads }) {
  const { id, description, total, created_at: at, status } = one;
  const cancel = useCancelLogExport();
  const download = downloads.byId.get(id);
  const isRunning = download?.state === 'running';
  const onCancel = (): void => {
    downloads.stop(id);
    cancel.mutate(id);
  };
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
      </div>
      {download !== undefined && <Progress download={download} total={total} />}
      {cancel.isError && <ErrorState error={cancel.error} />}
    </li>
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
