/** Which workspace the pages are about: one, or all of them for whoever governs the organisation. */
import { ChevronsUpDown } from 'lucide-react';
import { CHOSEN_WORKSPACE, openWorkspace } from '../api/chosen-workspace.ts';
import { seesEveryWorkspace, useSession } from '../api/queries/session.ts';
import { useWorkspaces } from '../api/queries/workspaces.ts';
import { Menu } from '../ui/menu.tsx';

interface Choice {
  id: string;
  slug: string;
  name: string;
}

/** Those there are to choose from, and the one that is chosen; null = all of them. */
export function useWorkspaceChoices(): { all: boolean; workspaces: readonly Choice[]; chosen: Choice | null } {
  const session = useSession().data;
  const all = session !== null && session !== undefined && seesEveryWorkspace(session);
  const listed = useWorkspaces(all).data?.data;
  const workspaces: readonly Choice[] = (all ? listed : session?.workspaces) ?? [];
  const isChosen = ({ id, slug }: Choice): boolean =>
    all ? slug === CHOSEN_WORKSPACE || id === CHOSEN_WORKSPACE : id === session?.workspace_id;
  const unknown = { id: '', slug: CHOSEN_WORKSPACE ?? '', name: CHOSEN_WORKSPACE ?? '' };
  const found = workspaces.find(isChosen);
  return { all, workspaces, chosen: found ?? (all && CHOSEN_WORKSPACE !== null ? unknown : null) };
}

/** Nothing where there is no choice. */
export function WorkspaceSwitch() {
  const { all, workspaces, chosen } = useWorkspaceChoices();
  if (workspaces.length < 2 && (chosen === null || !all)) return null;
  const name = chosen?.name ?? 'All workspaces';
  return (
    <Menu
      label="Workspace"
      align="start"
      trigger={
        <button
          type="button"
          title={name}
          className="flex h-9 w-full items-center gap-2 rounded-md border px-2 text-left text-sm hover:bg-raised"
        >
          <span
            aria-hidden
            className="flex size-5 shrink-0 items-center justify-center rounded bg-accent-soft text-xs font-semibold text-accent min-[700px]:mx-auto min-[1100px]:mx-0"
          >
            {chosen === null ? '∗' : initialOf(name)}
          </span>
          <span className="foreign-text min-w-0 flex-1 truncate min-[700px]:max-[1099px]:sr-only">
            <span className="sr-only">Workspace: </span>
            {name}
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-soft min-[700px]:max-[1099px]:hidden" />
        </button>
      }
      items={[
        ...(all ? [{ label: 'All workspaces', checked: chosen === null, onSelect: () => openWorkspace(null) }] : []),
        ...workspaces.map((one) => ({
          label: one.name,
          checked: one.id === chosen?.id,
          onSelect: () => openWorkspace(one.slug),
        })),
      ]}
    />
  );
}

const initialOf = (name: string): string => /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? '·';
