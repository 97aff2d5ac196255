/** Who may sign in: domains, directories, and the tokens with which directories bring people. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';

export type IdentitySettings = Output<'GET /admin/identity-settings'>;
export type Directory = Output<'GET /admin/identity-providers'>['data'][number];

const KEY = ['identity'];

export function useIdentitySettings() {
  return useQuery({
    queryKey: [...KEY, 'settings'],
    queryFn: ({ signal }) => call('GET /admin/identity-settings', {}, signal),
  });
}

/** Every change here is asked anew: few look at this page, and rarely. */
function useChange<Wanted, Answer>(change: (wanted: Wanted) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
}

export const useUpdateIdentitySettings = () =>
  useChange((wanted: Input<'PUT /admin/identity-settings'>) => call('PUT /admin/identity-settings', wanted));

export const useVerifyDomain = () =>
  useChange((domain: string) => call('POST /admin/identity-settings/verify-domain', { domain }));

export function useDirectories() {
  return useQuery({
    queryKey: [...KEY, 'directories'],
    queryFn: ({ signal }) => call('GET /admin/identity-providers', {}, signal),
  });
}

export function usePresets() {
  return useQuery({
    queryKey: [...KEY, 'presets'],
    queryFn: ({ signal }) => call('GET /admin/identity-provider-presets', {}, signal),
    staleTime: Infinity,
  });
}

export const useAddDirectory = () =>
  useChange((wanted: Input<'POST /admin/identity-providers'>) => call('POST /admin/identity-providers', wanted));

export const useUpdateDirectory = () =>
  useChange((wanted: Input<'PUT /admin/identity-providers/{id}'>) =>
    call('PUT /admin/identity-providers/{id}', wanted),
  );

export const useRemoveDirectory = () =>
  useChange((id: string) => call('DELETE /admin/identity-providers/{id}', { id }));

export function useTestDirectory() {
  return useMutation({ mutationFn: (id: string) => call('POST /admin/identity-providers/{id}/test', { id }) });
}

export function useScimTokens() {
  return useQuery({
    queryKey: [...KEY, 'scim-tokens'],
    queryFn: ({ signal }) => call('GET /admin/scim-tokens', {}, signal),
  });
}

export const useAddScimToken = () => useChange((name: string) => call('POST /admin/scim-tokens', { name }));
export const useRemoveScimToken = () => useChange((id: string) => call('DELETE /admin/scim-tokens/{id}', { id }));
