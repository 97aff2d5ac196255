/** Policies, what each combination of values has used, and what a policy would have met. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { everyPage } from '../every-page.ts';

export type UsagePolicy = Output<'GET /policies/usage-limits'>['data'][number];
export type RatePolicy = Output<'GET /policies/rate-limits'>['data'][number];
export type PolicyEntity = Output<'GET /policies/usage-limits/{id}/entities'>['data'][number];
export type NewUsagePolicy = Input<'POST /policies/usage-limits'>;
export type NewRatePolicy = Input<'POST /policies/rate-limits'>;

/** Of which kind; a policy keeps it. */
export type PolicyKind = 'usage-limits' | 'rate-limits';

const KEY = ['policies'];

export function usePolicies() {
  const usage = useQuery({
    queryKey: [...KEY, 'usage-limits'],
    queryFn: ({ signal }) => everyPage((page) => call('GET /policies/usage-limits', inWorkspace(page), signal)),
  });
  const rates = useQuery({
    queryKey: [...KEY, 'rate-limits'],
    queryFn: ({ signal }) => everyPage((page) => call('GET /policies/rate-limits', inWorkspace(page), signal)),
  });
  return { usage, rates };
}

export type WantedPolicy =
  | { kind: 'usage-limits'; wanted: NewUsagePolicy }
  | { kind: 'rate-limits'; wanted: NewRatePolicy };

/** `id` null = a new one. */
export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, policy }: { id: string | null; policy: WantedPolicy }) => save(id, policy),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

async function save(id: string | null, policy: WantedPolicy): Promise<void> {
  if (policy.kind === 'usage-limits') {
    const { type: _, workspace_id: _w, organisation_id: _o, ...changes } = policy.wanted;
    if (id === null) await call('POST /policies/usage-limits', inWorkspace(policy.wanted));
    else await call('PUT /policies/usage-limits/{id}', { id, ...changes });
    return;
  }
  const { type: _, workspace_id: _w, organisation_id: _o, target: _t, tokens_counted: _k, ...changes } = policy.wanted;
  if (id === null) await call('POST /policies/rate-limits', inWorkspace(policy.wanted));
  else await call('PUT /policies/rate-limits/{id}', { id, ...changes });
}

export function useDeletePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, id }: { kind: PolicyKind; id: string }) =>
      kind === 'usage-limits'
        ? call('DELETE /policies/usage-limits/{id}', { id })
        : call('DELETE /policies/rate-limits/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function usePolicyEntities(kind: PolicyKind, id: string) {
  return useQuery({
    queryKey: [...KEY, kind, id, 'entities'],
    queryFn: ({ signal }) =>
      kind === 'usage-limits'
        ? everyPage((page) => call('GET /policies/usage-limits/{id}/entities', { id, ...page }, signal))
        : everyPage((page) => call('GET /policies/rate-limits/{id}/entities', { id, ...page }, signal)),
  });
}

export function useResetEntity(kind: PolicyKind, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (entityId: string) =>
      kind === 'usage-limits'
        ? call('PUT /policies/usage-limits/{id}/entities/{entity_id}/reset', { id, entity_id: entityId })
        : call('PUT /policies/rate-limits/{id}/entities/{entity_id}/reset', { id, entity_id: entityId }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** null = there is nothing to be asked yet. */
export function usePolicyPreview(policy: WantedPolicy | null) {
  return useQuery({
    queryKey: [...KEY, 'preview', policy],
    queryFn: ({ signal }) =>
      policy === null
        ? null
        : call(
            'POST /policies/preview',
            policy.kind === 'usage-limits'
              ? { usage_limits: inWorkspace(policy.wanted) }
              : { rate_limits: inWorkspace(policy.wanted) },
            signal,
          ),
    enabled: policy !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
