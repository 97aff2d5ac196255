/** Calls of models by the dashboard: as any client would make them, with a key that lives as long as the call. */
import { call } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { useHolds, useSession } from './session.ts';

const KEY_LIFE_MS = 10 * 60_000;

/** `workspaceId`: whose key it is; null = of the workspace that the person acts in. */
export type WithKey = <Result>(
  name: string,
  workspaceId: string | null,
  act: (key: string) => Promise<Result>,
) => Promise<Result>;

type Owner = { sub_type: 'service' } | { sub_type: 'user'; user_id: string };

/**
 * Makes such a key for one call: of a service where the person may make those, else one of the person. null = the person
 * may make neither.
 */
export function useTemporaryKey(): WithKey | null {
  const ofService = useHolds('workspace_service_api_keys.create');
  const ofPerson = useHolds('workspace_user_api_keys.create');
  const userId = useSession().data?.user?.id;
  if (ofService) return withKey({ sub_type: 'service' });
  return ofPerson && userId !== undefined ? withKey({ sub_type: 'user', user_id: userId }) : null;
}

/** The key expires by itself where the page is closed before it was deleted. Throws ApiError. */
const withKey =
  (owner: Owner): WithKey =>
  async (name, workspaceId, act) => {
    const key = await call(
      'POST /api-keys/{type}/{sub_type}',
      inWorkspace({
        type: 'workspace' as const,
        ...owner,
        name,
        scopes: ['completions.write'],
        expires_at: new Date(Date.now() + KEY_LIFE_MS).toISOString(),
        workspace_id: workspaceId,
      }),
    );
    try {
      return await act(key.key);
    } finally {
      await call('DELETE /api-keys/{id}', { id: key.id });
    }
  };

/** For a call that somebody asked for who may make no key. */
export const requireKey = (withKeyOrNone: WithKey | null): WithKey => {
  if (withKeyOrNone !== null) return withKeyOrNone;
  throw new Error('You may make no key to call a model with.');
};
