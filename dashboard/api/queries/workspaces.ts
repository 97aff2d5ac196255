/** Workspaces: the teams of the organisation, each with its keys, providers and configs. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { everyPage } from '../every-page.ts';

export type Workspace = Output<'GET /admin/workspaces'>['data'][number];

const KEY = ['workspaces'];

/** `enabled`: may whoever is signed in list them? */
export function useWorkspaces(enabled = true) {
  return useQuery({
    enabled,
    queryKey: KEY,
    queryFn: ({ signal }) => everyPage((page) => call('GET /admin/workspaces', page, signal)),
  });
}

function useChange<Wanted>(change: (wanted: Wanted) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
}

export const useCreateWorkspace = () =>
  useChange((wanted: Input<'POST /admin/workspaces'>) => call('POST /admin/workspaces', wanted));

export const useUpdateWorkspace = () =>
  useChange((wanted: Input<'PUT /admin/workspaces/{id}'>) => call('PUT /admin/workspaces/{id}', wanted));

export const useDeleteWorkspace = () => useChange((id: string) => call('DELETE /admin/workspaces/{id}', { id }));

export function useWorkspace(id: string) {
  return useQuery({
    queryKey: [...KEY, 'one', id],
    queryFn: ({ signal }) => call('GET /admin/workspaces/{id}', { id }, signal),
  });
}

const EXCLUSIONS = ['guardrail-exclusions'];

/** Ids of the workspaces for which the default guardrails of the organisation do not hold, by side. */
export function useExclusions(enabled: boolean) {
  return useQuery({
    queryKey: EXCLUSIONS,
    queryFn: async ({ signal }) => {
      const [input, output] = await Promise.all([
        call('GET /workspace-exclusions/input-guardrails', {}, signal),
        call('GET /workspace-exclusions/output-guardrails', {}, signal),
      ]);
      return { input: input.excluded, output: output.excluded };
    },
    enabled,
  });
}

const PATHS = {
  input: '/workspace-exclusions/input-guardrails',
  output: '/workspace-exclusions/output-guardrails',
} as const;

interface Exclusion {
  side: keyof typeof PATHS;
  /** Of the workspace. */
  id: string;
  isExcluded: boolean;
}

export function useSetExclusion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: setExclusion,
    onSuccess: () => client.invalidateQueries({ queryKey: EXCLUSIONS }),
  });
}

/** One workspace is added to the others. To take one back, all others are sent: they are read just before. */
async function setExclusion({ side, id, isExcluded }: Exclusion): Promise<void> {
  if (isExcluded) {
    await call(`PUT ${PATHS[side]}`, { excluded: [id], override_existing: false });
    return;
  }
  const { excluded } = await call(`GET ${PATHS[side]}`, {});
  const others = excluded.filter((one) => one !== id);
  await call(`PUT ${PATHS[side]}`, { excluded: others, override_existing: true });
}
