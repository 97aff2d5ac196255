/** What the signed-in person may do to limits: the API decides; this only hides what it would refuse. */
import { useSession } from '../api/queries/session.ts';
import { useWorkspacePermissions } from '../api/queries/people.ts';

interface LimitPowers {
  /** Sees and sets the limits of the whole organisation. */
  governs: boolean;
  maySet: boolean;
}

export function useLimitPowers(): LimitPowers {
  const session = useSession().data;
  const holds = (scope: string): boolean => session?.scopes.includes(scope) ?? false;
  const governs = holds('organisation_settings.update');
  const workspace = session?.workspaces.find(({ id }) => id === session.workspace_id);
  const isManager = session?.type === 'person' && !governs && workspace?.role === 'manager';
  const toggles = useWorkspacePermissions(isManager ? workspace.id : null).data?.toggles;
  const isLetIn = !isManager || toggles?.['managersWriteWorkspaceLimits'] === true;
  return { governs, maySet: governs || (holds('workspaces.update') && isLetIn) };
}
