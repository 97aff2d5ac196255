/** Making a workspace. */
import { useCreateWorkspace } from '../../api/queries/workspaces.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { WorkspaceForm } from './workspace-form.tsx';

export function CreateWorkspace({ onClose }: { onClose: () => void }) {
  const create = useCreateWorkspace();
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Create a workspace">
      <WorkspaceForm
        workspace={null}
        busy={create.isPending}
        error={create.error}
        onSubmit={(wanted, { slug, members, budget }) =>
          create.mutate(
            {
              ...wanted,
              ...(slug === '' ? {} : { slug }),
              ...(members.length === 0 ? {} : { users: members }),
              ...(budget === null
                ? {}
                : { usage_limits: [{ type: 'cost', credit_limit: budget, periodic_reset: 'monthly' }] }),
            },
            { onSuccess: onClose },
          )
        }
      />
    </Dialog>
  );
}
