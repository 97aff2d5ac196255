/** Calls of models by the dashboard: as any client would make them, with a key that lives as long as the call. */
import { call } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

const KEY_LIFE_MS = 10 * 60_000;

/** The key expires by itself where the page is closed before it was deleted. Throws ApiError. */
export async function withTemporaryKey<Result>(
  name: string,
  workspaceId: string | null,
  act: (key: string) => Promise<Result>,
): Promise<Result> {
  const key = await call(
    'POST /api-keys/{type}/{sub_type}',
    inWorkspace({
      type: 'workspace',
      sub_type: 'service',
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
}
