/** One's own account. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { makeCredential } from '../security-key.ts';
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

const FACTORS = ['account', 'second-factors'];

export type SecondFactor = Output<'GET /account/second-factors'>['data'][number];

export function useSecondFactors() {
  return useQuery({
    queryKey: FACTORS,
    queryFn: ({ signal }) => call('GET /account/second-factors', {}, signal),
  });
}

export function useBeginSecondFactor() {
  return useMutation({ mutationFn: () => call('POST /account/second-factors/begin', {}) });
}

export function useAddSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Input<'POST /account/second-factors'>) => call('POST /account/second-factors', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: ['account'] }),
  });
}

/** The browser asks the key between the two requests. */
export function useAddSecurityKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, password }: { name: string; password: string }) => {
      const { options, challenge } = await call('POST /account/second-factors/security-key/begin', {});
      const credential = await makeCredential(options);
      const wanted = { current_password: password, challenge, credential, ...(name === '' ? {} : { name }) };
      return call('POST /account/second-factors/security-key', wanted);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['account'] }),
  });
}

export function useRemoveSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Input<'POST /account/second-factors/{id}/remove'>) =>
      call('POST /account/second-factors/{id}/remove', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: FACTORS }),
  });
}

export function useMakeRecoveryCodes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (password: string) => call('POST /account/recovery-codes', { current_password: password }),
    onSuccess: () => client.invalidateQueries({ queryKey: FACTORS }),
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
