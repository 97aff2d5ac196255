/** Making or changing a workspace. */
import { useState } from 'react';
import { useCreateWorkspace, useUpdateWorkspace, type Workspace } from '../../api/queries/workspaces.ts';
import { type Pair, PairList, toPairs, toRecord } from '../../forms/pair-list.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';

interface WorkspaceDialogProps {
  /** null = a new one. */
  workspace: Workspace | null;
  onClose: () => void;
}

export function WorkspaceDialog({ workspace, onClose }: WorkspaceDialogProps) {
  const create = useCreateWorkspace();
  const update = useUpdateWorkspace();
  const saved = { onSuccess: onClose };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={workspace === null ? 'Create a workspace' : `Edit ${workspace.name}`}
    >
      <WorkspaceForm
        workspace={workspace}
        busy={create.isPending || update.isPending}
        error={create.error ?? update.error}
        onSubmit={({ slug, ...wanted }) =>
          workspace === null
            ? create.mutate({ ...wanted, ...(slug === '' ? {} : { slug }) }, saved)
            : update.mutate({ ...wanted, id: workspace.id }, saved)
        }
      />
    </Dialog>
  );
}

interface Wanted {
  name: string;
  /** Empty = made from the name. */
  slug: string;
  description: string | null;
  defaults: { metadata: Record<string, string> };
}

interface WorkspaceFormProps {
  workspace: Workspace | null;
  busy: boolean;
  error: unknown;
  onSubmit: (wanted: Wanted) => void;
}

function WorkspaceForm({ workspace, busy, error, onSubmit }: WorkspaceFormProps) {
  const [name, setName] = useState(workspace?.name ?? '');
  const [slug, setSlug] = useState('');
  const [description, setDescription] = useState(workspace?.description ?? '');
  const [pairs, setPairs] = useState<readonly Pair[]>(() => toPairs(workspace?.defaults.metadata ?? {}));
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({
          name: name.trim(),
          slug: slug.trim(),
          description: description.trim() === '' ? null : description.trim(),
          defaults: { metadata: toRecord(pairs) },
        });
      }}
    >
      <Field label="Name" help="As the team is called.">
        {(ids) => (
          <Input {...ids} required maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      {workspace === null && (
        <Field label="Slug" optional help="By which the API knows it; made from the name where this is empty.">
          {(ids) => (
            <Input {...ids} className="font-mono" value={slug} onChange={(event) => setSlug(event.target.value)} />
          )}
        </Field>
      )}
      <Field label="Description" optional>
        {(ids) => <Input {...ids} value={description} onChange={(event) => setDescription(event.target.value)} />}
      </Field>
      <PairList
        label="Metadata of every request"
        help="Put on each request of the workspace, over what the key and the request say. Costs are grouped by it."
        pairs={pairs}
        onChange={setPairs}
      />
      {error !== null && error !== undefined && (
        <div className="-mx-4">
          <ErrorState error={error} />
        </div>
      )}
      <Button type="submit" look="primary" busy={busy} className="self-end">
        {workspace === null ? 'Create the workspace' : 'Save'}
      </Button>
    </form>
  );
}
