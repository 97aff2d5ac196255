/** One's own account. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { SESSION_KEY } from './session.ts';

export type OwnSession = Output<'GET /account/sessions'>['data'][number];

const SESSIONS = ['account', 'sessions'];

export function useOwnSessions() {
  return useQuery({ queryKey: SESSIONS, queryFn: ({ signal }) => call('GET /account/sessions', {}, signal) });
}

export function useUpdateAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Input<'PUT /account'>) => call('PUT /account', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSION_KEY }),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Input<'POST /account/password'>) => call('POST /account/password', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSIONS }),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /account/sessions/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSIONS }),
  });
}

export function useSignOutEverywhere() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('DELETE /account/sessions', {}),
    onSuccess: () => client.setQueryData(SESSION_KEY, null),
  });
}
