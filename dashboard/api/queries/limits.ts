/** Limits of every owner, and what they would have met. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

export type OwnerLimits = Output<'GET /limits'>['data'][number];
export type LimitPreview = Output<'POST /limits/preview'>;
export type WantedLimits = Input<'PUT /limits/{owner_kind}/{owner_id}'>;

const KEY = ['limits'];

export function useLimits() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call('GET /limits', inWorkspace({}), signal),
    refetchInterval: 15_000,
  });
}

export function useSetLimits() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: WantedLimits) => call('PUT /limits/{owner_kind}/{owner_id}', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** null = there is nothing to be asked yet. */
export function useLimitPreview(wanted: Input<'POST /limits/preview'> | null) {
  return useQuery({
    queryKey: [...KEY, 'preview', wanted],
    queryFn: ({ signal }) => (wanted === null ? null : call('POST /limits/preview', wanted, signal)),
    enabled: wanted !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
