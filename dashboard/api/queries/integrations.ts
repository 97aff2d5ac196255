/** Integrations (stored credentials), the AI services that there are, and the providers that use them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { everyPage } from '../every-page.ts';
import { useGuardedQuery } from './session.ts';

export type AiProvider = Output<'GET /ai-providers'>['data'][number];
export type Integration = Output<'GET /integrations'>['data'][number];
export type Provider = Output<'GET /providers'>['data'][number];

const INTEGRATIONS = ['integrations'];
const PROVIDERS = ['providers'];

export function useAiProviders() {
  return useQuery({
    queryKey: ['ai-providers'],
    queryFn: ({ signal }) => call('GET /ai-providers', {}, signal),
    staleTime: Infinity,
  });
}

export function useIntegrations() {
  return useQuery({
    queryKey: INTEGRATIONS,
    queryFn: ({ signal }) => everyPage((page) => call('GET /integrations', inWorkspace(page), signal)),
  });
}

export function useProviders() {
  return useGuardedQuery(['providers.list'], {
    queryKey: PROVIDERS,
    queryFn: ({ signal }) => everyPage((page) => call('GET /providers', inWorkspace(page), signal)),
  });
}

function useChanged() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: INTEGRATIONS });
    await client.invalidateQueries({ queryKey: PROVIDERS });
  };
}

export function useCreateIntegration() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'POST /integrations'>) => call('POST /integrations', input),
    onSuccess: changed,
  });
}

export function useUpdateIntegration() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'PUT /integrations/{slug}'>) => call('PUT /integrations/{slug}', input),
    onSuccess: changed,
  });
}

export function useDeleteIntegration() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (slug: string) => call('DELETE /integrations/{slug}', { slug, archive_providers: 'true' }),
    onSuccess: changed,
  });
}

export function useIntegration(slug: string) {
  return useQuery({
    queryKey: [...INTEGRATIONS, slug],
    queryFn: ({ signal }) => call('GET /integrations/{slug}', { slug }, signal),
  });
}

export type IntegrationDetail = Output<'GET /integrations/{slug}'>;
export type IntegrationModel = Output<'GET /integrations/{slug}/models'>['models'][number];

export function useIntegrationModels(slug: string) {
  return useQuery({
    queryKey: [...INTEGRATIONS, slug, 'models'],
    queryFn: ({ signal }) => call('GET /integrations/{slug}/models', { slug }, signal),
  });
}

export function useUpdateIntegrationModels() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'PUT /integrations/{slug}/models'>) => call('PUT /integrations/{slug}/models', input),
    onSuccess: changed,
  });
}

export function useDeleteIntegrationModel() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'DELETE /integrations/{slug}/models'>) =>
      call('DELETE /integrations/{slug}/models', input),
    onSuccess: changed,
  });
}

export type IntegrationWorkspaces = Output<'GET /integrations/{slug}/workspaces'>;
export type IntegrationWorkspace = IntegrationWorkspaces['workspaces'][number];

export function useIntegrationWorkspaces(slug: string) {
  return useQuery({
    queryKey: [...INTEGRATIONS, slug, 'workspaces'],
    queryFn: ({ signal }) => call('GET /integrations/{slug}/workspaces', { slug }, signal),
  });
}

export function useUpdateIntegrationWorkspaces() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'PUT /integrations/{slug}/workspaces'>) =>
      call('PUT /integrations/{slug}/workspaces', input),
    onSuccess: changed,
  });
}

export function useCreateProvider() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'POST /providers'>) => call('POST /providers', inWorkspace(input)),
    onSuccess: changed,
  });
}

export function useUpdateProvider() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'PUT /providers/{slug}'>) => call('PUT /providers/{slug}', inWorkspace(input)),
    onSuccess: changed,
  });
}

export function useDeleteProvider() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (input: Input<'DELETE /providers/{slug}'>) => call('DELETE /providers/{slug}', inWorkspace(input)),
    onSuccess: changed,
  });
}
