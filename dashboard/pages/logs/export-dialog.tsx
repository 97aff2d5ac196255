/** Exports of the log: a new one of what the page shows, and those that were made before, each with its file. */
import { useState } from 'react';
import { useLogExports, useSaveLogExport, useStartLogExport } from '../../api/queries/log-exports.ts';
import type { LogFilter } from '../../api/queries/logs.ts';
import { useSession } from '../../api/queries/session.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { formatExactly } from '../../format/numbers.ts';
import { WorkspaceField } from '../../forms/workspace-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { ExportFields, newExport, useExportable } from './export-fields.tsx';
import { ExportRow } from './export-row.tsx';
import type { Downloads } from './use-export-downloads.ts';
import { Form } from '../../ui/form.tsx';

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

function NewExport({ filter, q, rangeName, onMade }: ExportScope & { onMade: (id: string) => void }) {
  const { search, workspace_id: _, ...filters } = filter;
  const isPinned = useSession().data?.workspace_id !== null;
  const [draft, setDraft] = useState(() => newExport(`${q === '' ? 'All requests' : q}, ${rangeName}`));
  const [workspace, setWorkspace] = useState<string | null>(null);
  const save = useSaveLogExport();
  const start = useStartLogExport();
  const exportable = useExportable();
  const fields = exportable.filter((field) => draft.fields.includes(field));
  const wanted = { filters: { ...filters }, requested_data: fields, description: draft.name, workspace_id: workspace };
  const submit = (): void =>
    save.mutate(wanted, { onSuccess: ({ id }) => start.mutate(id, { onSuccess: () => onMade(id) }) });
  const isImpossible = search !== undefined || fields.length === 0;
  return (
    <Form
      action="Export"
      busy={save.isPending || start.isPending}
      error={save.error ?? start.error}
      isIncomplete={isImpossible}
      beside={
        <Button disabled={isImpossible || draft.name === ''} busy={save.isPending} onClick={() => save.mutate(wanted)}>
          Save as a draft
        </Button>
      }
      onSubmit={submit}
    >
      <p className="text-sm text-ink-soft">The requests that match the filter of the page now, in its time range.</p>
      <ExportFields draft={draft} exportable={exportable} onChange={setDraft} />
      {!isPinned && <WorkspaceChoice value={workspace} onChange={setWorkspace} />}
      {search !== undefined && (
        <p role="alert" className="text-sm text-warn">
          An export cannot search in bodies. Take “{search}” out of the filter, and look for it in the file.
        </p>
      )}
    </Form>
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
