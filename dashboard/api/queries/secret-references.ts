/** Where secret managers keep the credentials of integrations. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { everyPage } from '../every-page.ts';

export type SecretReference = Output<'GET /secret-references'>['data'][number];
export type NewSecretReference = Input<'POST /secret-references'>;

/** The most that this list gives at once. */
const MAX_PAGE = 100;

const KEY = ['secret-references'];

/** `enabled`: may whoever is signed in see them? */
export function useSecretReferences(enabled = true) {
  return useQuery({
    enabled,
    queryKey: KEY,
    queryFn: ({ signal }) => everyPage((page) => call('GET /secret-references', page, signal), MAX_PAGE),
  });
}

export function useAddSecretReference() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: NewSecretReference) => call('POST /secret-references', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export type SecretReferenceDetail = Output<'GET /secret-references/{secretReferenceId}'>;

export function useSecretReference(id: string) {
  return useQuery({
    queryKey: [...KEY, id],
    queryFn: ({ signal }) => call('GET /secret-references/{secretReferenceId}', { secretReferenceId: id }, signal),
  });
}

export function useUpdateSecretReference() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Input<'PUT /secret-references/{secretReferenceId}'>) =>
      call('PUT /secret-references/{secretReferenceId}', change),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRemoveSecretReference() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /secret-references/{secretReferenceId}', { secretReferenceId: id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Asks the manager now. */
export function useTestSecretReference() {
  return useMutation({
    mutationFn: (id: string) => call('POST /secret-references/{secretReferenceId}/test', { secretReferenceId: id }),
  });
}
