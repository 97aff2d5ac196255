/** Notifications of budgets and keys: what was told, and the channels beside mail. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { useGuardedQuery } from './session.ts';

export type Notification = Output<'GET /notifications'>['data'][number];
export type Channel = Output<'GET /notifications/channels'>['data'][number];

const KEY = ['notifications'];

export function useNotifications() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call('GET /notifications', inWorkspace({ page_size: 50 }), signal),
    refetchInterval: 15_000,
  });
}

export function useChannels() {
  return useGuardedQuery(['organisation_settings.read'], {
    queryKey: [...KEY, 'channels'],
    queryFn: ({ signal }) => call('GET /notifications/channels', {}, signal),
  });
}

export function useCreateChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (channel: Input<'POST /notifications/channels'>) => call('POST /notifications/channels', channel),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useUpdateChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Input<'PUT /notifications/channels/{id}'>) => call('PUT /notifications/channels/{id}', change),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /notifications/channels/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useTestChannel() {
  return useMutation({ mutationFn: (id: string) => call('POST /notifications/channels/{id}/test', { id }) });
}
