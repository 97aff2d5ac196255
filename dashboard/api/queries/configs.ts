/** Configs: routing objects with versions. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { everyPage } from '../every-page.ts';

export type Explanation = Output<'POST /configs/explain'>;

const KEY = ['configs'];

export function useConfigs() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => everyPage((page) => call('GET /configs', inWorkspace(page), signal)),
  });
}

/** Those of a workspace, whichever is chosen; null = none is asked about. */
export function useConfigsOf(workspaceId: string | null) {
  return useQuery({
    queryKey: [...KEY, 'of', workspaceId],
    queryFn: ({ signal }) => everyPage((page) => call('GET /configs', { ...page, workspace_id: workspaceId }, signal)),
    enabled: workspaceId !== null,
  });
}

export function useConfig(slug: string) {
  return useQuery({
    queryKey: [...KEY, slug],
    queryFn: ({ signal }) => call('GET /configs/{slug}', inWorkspace({ slug }), signal),
  });
}

export function useConfigVersions(slug: string) {
  return useQuery({
    queryKey: [...KEY, slug, 'versions'],
    queryFn: ({ signal }) => call('GET /configs/{slug}/versions', inWorkspace({ slug }), signal),
  });
}

export function useCreateConfig() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<'POST /configs'>) => call('POST /configs', inWorkspace(input)),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useUpdateConfig() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<'PUT /configs/{slug}'>) => call('PUT /configs/{slug}', inWorkspace(input)),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteConfig() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (slug: string) => call('DELETE /configs/{slug}', inWorkspace({ slug })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useExplain() {
  return useMutation({
    mutationFn: (input: Input<'POST /configs/explain'>) => call('POST /configs/explain', inWorkspace(input)),
  });
}
