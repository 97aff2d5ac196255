/** What the organisation says for all of its workspaces. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';

export type OrganisationSettings = Output<'GET /admin/organisation/settings'>;
export type WantedSettings = Input<'PUT /admin/organisation/settings'>;

const KEY = ['organisation-settings'];

export function useOrganisationSettings() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => call('GET /admin/organisation/settings', {}, signal) });
}

export function useUpdateOrganisationSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: WantedSettings) => call('PUT /admin/organisation/settings', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
