/** Under “All workspaces”, lists whose rows are of many workspaces say of each whose it is. */
import { CHOSEN_WORKSPACE } from '../api/chosen-workspace.ts';
import { seesEveryWorkspace, useSession } from '../api/queries/session.ts';
import { useWorkspaces } from '../api/queries/workspaces.ts';
import type { Column } from '../ui/table.tsx';

/** No column where one workspace is chosen, or there is one only. */
export function useWorkspaceColumn<Row extends { workspace_id: string | null }>(): readonly Column<Row>[] {
  const session = useSession().data;
  const seesAll = session !== null && session !== undefined && seesEveryWorkspace(session);
  const workspaces = useWorkspaces(seesAll).data?.data ?? [];
  if (CHOSEN_WORKSPACE !== null || workspaces.length < 2) return [];
  const names = new Map(workspaces.map(({ id, name }) => [id, name]));
  return [
    {
      id: 'workspace',
      title: 'Workspace',
      cell: ({ workspace_id: id }) =>
        id === null ? (
          <span className="text-ink-soft">every workspace</span>
        ) : (
          <span className="foreign-text">{names.get(id) ?? id}</span>
        ),
    },
  ];
}
