/** Guardrails: what is checked in requests and answers, tried before it is switched on, and what came of it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { everyPage } from '../every-page.ts';

export type Guardrail = Output<'GET /guardrails'>['data'][number];
export type GuardrailDetail = Output<'GET /guardrails/{guardrailId}'>;
export type CheckKind = Output<'GET /guardrails/checks'>['data'][number];
export type Pack = Output<'GET /guardrails/packs'>['data'][number];
export type DryRun = Output<'POST /guardrails/{guardrailId}/dry-run'>;
export type Hit = DryRun['hits'][number];
export type Exception = Output<'GET /guardrails/{guardrailId}/exceptions'>['data'][number];
export type Report = Output<'GET /guardrails/report'>;
export type NewGuardrail = Input<'POST /guardrails'>;

const KEY = ['guardrails'];

export function useGuardrails() {
  return useQuery({
    queryKey: [...KEY, 'list'],
    queryFn: ({ signal }) => everyPage((page) => call('GET /guardrails', inWorkspace(page), signal)),
  });
}

/** Those of a workspace, whichever is chosen; null = none is asked about. */
export function useGuardrailsOf(workspaceId: string | null) {
  return useQuery({
    queryKey: [...KEY, 'of', workspaceId],
    queryFn: ({ signal }) =>
      everyPage((page) => call('GET /guardrails', { ...page, workspace_id: workspaceId }, signal)),
    enabled: workspaceId !== null,
  });
}

export function useGuardrail(guardrailId: string) {
  return useQuery({
    queryKey: [...KEY, 'one', guardrailId],
    queryFn: ({ signal }) => call('GET /guardrails/{guardrailId}', { guardrailId }, signal),
  });
}

/** They change with the version of the gateway only. */
export function useCheckKinds() {
  return useQuery({
    queryKey: ['guardrail-checks'],
    queryFn: ({ signal }) => call('GET /guardrails/checks', {}, signal),
    staleTime: Infinity,
  });
}

export function usePacks() {
  return useQuery({
    queryKey: ['guardrail-packs'],
    queryFn: ({ signal }) => call('GET /guardrails/packs', {}, signal),
    staleTime: Infinity,
  });
}

/** `range` names the period, whose bounds in ms are read when it is asked for. To count it takes a while: not every ten seconds. */
export function useReport(range: string, boundsOf: () => { from: number; to: number }) {
  return useQuery({
    queryKey: [...KEY, 'report', range],
    queryFn({ signal }) {
      const { from, to } = boundsOf();
      const period = {
        time_of_generation_min: new Date(from).toISOString(),
        time_of_generation_max: new Date(to).toISOString(),
      };
      return call('GET /guardrails/report', inWorkspace(period), signal);
    },
    staleTime: 60_000,
  });
}

export function useExceptions(guardrailId: string) {
  return useQuery({
    queryKey: [...KEY, 'exceptions', guardrailId],
    queryFn: ({ signal }) => call('GET /guardrails/{guardrailId}/exceptions', { guardrailId }, signal),
  });
}

function useChange<Wanted, Answer>(change: (wanted: Wanted) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
}

/** The organisation's own belong to no workspace. */
export const useCreateGuardrail = () =>
  useChange((wanted: NewGuardrail) =>
    call('POST /guardrails', wanted.organisation_id == null ? inWorkspace(wanted) : wanted),
  );

export const useUpdateGuardrail = () =>
  useChange((wanted: Input<'PUT /guardrails/{guardrailId}'>) => call('PUT /guardrails/{guardrailId}', wanted));

export const useDeleteGuardrail = () =>
  useChange((guardrailId: string) => call('DELETE /guardrails/{guardrailId}', { guardrailId }));

export const useTryGuardrail = () =>
  useMutation({
    mutationFn: (wanted: Input<'POST /guardrails/{guardrailId}/invoke'>) =>
      call('POST /guardrails/{guardrailId}/invoke', wanted),
  });

/** `signal` of the caller's own: a dry run may take half a minute, and ends where it is given up. */
export const useDryRun = () =>
  useMutation({
    mutationFn: ({ signal, ...wanted }: Input<'POST /guardrails/{guardrailId}/dry-run'> & { signal: AbortSignal }) =>
      call('POST /guardrails/{guardrailId}/dry-run', wanted, signal),
  });

export const useAddException = () =>
  useChange((wanted: Input<'POST /guardrails/{guardrailId}/exceptions'>) =>
    call('POST /guardrails/{guardrailId}/exceptions', wanted),
  );

export const useRemoveException = () =>
  useChange((wanted: { guardrailId: string; exceptionId: string }) =>
    call('DELETE /guardrails/{guardrailId}/exceptions/{exceptionId}', wanted),
  );
