/** Saved filters of the log. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

const KEY = ['saved-filters'];

export function useSavedFilters() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call('GET /logs/filters', inWorkspace({}), signal),
    staleTime: 60_000,
  });
}

export function useSaveFilter() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (filter: { name: string; query: string }) => call('POST /logs/filters', filter),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteSavedFilter() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /logs/filters/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
