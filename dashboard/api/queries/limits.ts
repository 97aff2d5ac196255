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

/** The limits that a workspace has of its own at an integration; null = none. Read anew for each form that changes them. */
export function useLimitsAtIntegration({ integrationId, workspaceId }: { integrationId: string; workspaceId: string }) {
  const ownerId = `${integrationId}:${workspaceId}`;
  return useQuery({
    queryKey: [...KEY, 'at-integration', ownerId],
    queryFn: async ({ signal }): Promise<OwnerLimits | null> => {
      const { data } = await call('GET /limits', { workspace_id: workspaceId }, signal);
      return data.find((one) => one.owner_kind === 'integration_workspace' && one.owner_id === ownerId) ?? null;
    },
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** Lists that show limits beside their owner. */
const SHOWN_WITH: readonly string[][] = [KEY, ['integrations']];

export function useSetLimits() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: WantedLimits) => call('PUT /limits/{owner_kind}/{owner_id}', wanted),
    onSuccess: () => Promise.all(SHOWN_WITH.map((queryKey) => client.invalidateQueries({ queryKey }))),
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
