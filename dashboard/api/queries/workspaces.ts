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
