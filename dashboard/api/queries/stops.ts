/** Sessions, subagents and keys that were stopped by hand. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { everyPage } from '../every-page.ts';
import { useGuardedQuery } from './session.ts';

export type Stop = Output<'GET /stops'>['data'][number];

const KEY = ['stops'];

export function useStops() {
  return useGuardedQuery(['policies.list'], {
    queryKey: KEY,
    queryFn: ({ signal }) => everyPage((page) => call('GET /stops', inWorkspace(page), signal)),
  });
}

export function useStop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (stop: Input<'POST /stops'>) => call('POST /stops', stop),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useLiftStop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /stops/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
