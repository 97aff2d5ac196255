/** Under “All workspaces”, a page of things that one workspace owns shows those of the default one: this says so, and asks for another. */
import { CHOSEN_WORKSPACE, openWorkspace } from '../api/chosen-workspace.ts';
import { seesEveryWorkspace, useSession } from '../api/queries/session.ts';
import { useWorkspaces } from '../api/queries/workspaces.ts';
import { Select } from '../ui/field.tsx';

/** `what`: what the page lists, as `configs`. */
export function DefaultWorkspaceNote({ what }: { what: string }) {
  const session = useSession().data;
  const seesAll = session !== null && session !== undefined && seesEveryWorkspace(session);
  const workspaces = useWorkspaces(seesAll).data?.data ?? [];
  const shown = workspaces.find(({ defaults }) => defaults.is_default === 1);
  if (CHOSEN_WORKSPACE !== null || workspaces.length < 2 || shown === undefined) return null;
  return (
    <p role="note" className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
      <span>
        These are the {what} of the workspace <strong className="foreign-text text-ink">{shown.name}</strong>.
      </span>
      <Select
        aria-label={`Show the ${what} of`}
        className="w-auto! max-w-60"
        value=""
        onChange={(event) => openWorkspace(event.target.value)}
      >
        <option value="" disabled>
          Show another workspace
        </option>
        {workspaces
          .filter(({ id }) => id !== shown.id)
          .map(({ id, slug, name }) => (
            <option key={id} value={slug}>
              {name}
            </option>
          ))}
      </Select>
    </p>
  );
}
