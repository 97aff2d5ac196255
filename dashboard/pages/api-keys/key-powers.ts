/** What the signed-in person may do to keys: the API decides; this only hides what it would refuse. */
import type { ApiKey } from '../../api/queries/api-keys.ts';
import { useSession } from '../../api/queries/session.ts';

type Action = 'create' | 'update' | 'rotate' | 'delete';

export interface KeyPowers {
  /** A member of a workspace, who sees and makes the own keys only. */
  isOwn: boolean;
  mayCreate: boolean;
  may: (action: Action, key: Pick<ApiKey, 'type'>) => boolean;
}

const GROUPS: Readonly<Record<ApiKey['type'], string>> = {
  'organisation-service': 'organisation_service_api_keys',
  'workspace-service': 'workspace_service_api_keys',
  'workspace-user': 'workspace_user_api_keys',
};

export function useKeyPowers(): KeyPowers {
  const session = useSession().data;
  const holds = (type: ApiKey['type'], action: string): boolean =>
    session?.scopes.includes(`${GROUPS[type]}.${action}`) ?? false;
  const isPerson = session?.type === 'person';
  return {
    isOwn: isPerson && !holds('workspace-service', 'list'),
    mayCreate: holds('workspace-service', 'create') || (isPerson && holds('workspace-user', 'create')),
    may: (action, { type }) => holds(type, action),
  };
}
