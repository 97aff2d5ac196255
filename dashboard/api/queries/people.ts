/** People: users of the organisation, invitations, members of workspaces, and what they may do. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call, type Input, type Output } from '../call.ts';
import { everyPage } from '../every-page.ts';
import { useGuardedQuery, useHolds } from './session.ts';

export type User = Output<'GET /admin/users'>['data'][number];
export type Invite = Output<'GET /admin/users/invites'>['data'][number];
export type Member = Output<'GET /admin/workspaces/{id}/users'>['data'][number];
export type Permissions = Output<'GET /admin/permissions'>;
export type WorkspaceRole = Member['role'];

const KEY = 'people';

const LIST_USERS = 'organisation_users.list';
const USERS = {
  queryKey: [KEY, 'users'],
  queryFn: ({ signal }: { signal: AbortSignal }) => everyPage((page) => call('GET /admin/users', page, signal)),
};

export function useUsers() {
  return useGuardedQuery([LIST_USERS], USERS);
}

/** The address of a person by the id; the id where the person is not known. */
export function useEmails(): (id: string) => string {
  const emails = useEmailsById(true);
  return (id) => emails.get(id) ?? id;
}

/** Of everybody, for who may list people. `isNeeded`: else nothing is asked. */
export function useEmailsById(isNeeded: boolean): ReadonlyMap<string, string> {
  const mayList = useHolds(LIST_USERS);
  const { data } = useQuery({ ...USERS, enabled: isNeeded && mayList });
  return useMemo(() => new Map(data?.data.map(({ id, email }) => [id, email])), [data]);
}

export function useSessions() {
  return useQuery({
    queryKey: [KEY, 'sessions'],
    queryFn: ({ signal }) => call('GET /admin/sessions', {}, signal),
  });
}

export function useEndPersonsSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /admin/sessions/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: [KEY, 'sessions'] }),
  });
}

export function useInvites() {
  return useGuardedQuery(['organisation_users.list'], {
    queryKey: [KEY, 'invites'],
    queryFn: ({ signal }) => everyPage((page) => call('GET /admin/users/invites', page, signal)),
  });
}

export function useMembers(workspaceId: string) {
  return useQuery({
    queryKey: [KEY, 'members', workspaceId],
    queryFn: ({ signal }) =>
      everyPage((page) => call('GET /admin/workspaces/{id}/users', { id: workspaceId, ...page }, signal)),
    enabled: workspaceId !== '',
  });
}

export function usePermissions() {
  return useGuardedQuery(['organisation_settings.read'], {
    queryKey: [KEY, 'permissions'],
    queryFn: ({ signal }) => call('GET /admin/permissions', {}, signal),
  });
}

/** As they hold in one workspace; null = nobody asks. */
export function useWorkspacePermissions(id: string | null) {
  return useQuery({
    queryKey: [KEY, 'permissions', id],
    queryFn: ({ signal }) => (id === null ? null : call('GET /admin/workspaces/{id}/permissions', { id }, signal)),
    enabled: id !== null,
  });
}

/** Whatever changes people changes every list of them. */
function useChange<Wanted, Answer>(change: (wanted: Wanted) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
}

export const useInvitePerson = () =>
  useChange((wanted: Input<'POST /admin/users/invites'>) => call('POST /admin/users/invites', wanted));
export const useResendInvite = () =>
  useChange((id: string) => call('POST /admin/users/invites/{invite_id}/resend', { invite_id: id }));
export const useCancelInvite = () =>
  useChange((id: string) => call('DELETE /admin/users/invites/{invite_id}', { invite_id: id }));
export const useChangeRole = () =>
  useChange((wanted: { user_id: string; role: 'admin' | 'member' }) => call('PUT /admin/users/{user_id}', wanted));
export const useRemoveUser = () => useChange((id: string) => call('DELETE /admin/users/{user_id}', { user_id: id }));
export const useResetSecondFactor = () =>
  useChange((id: string) => call('POST /admin/users/{user_id}/reset-second-factors', { user_id: id }));
export function useMakeOwner() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Input<'POST /admin/users/{user_id}/make-owner'>) =>
      call('POST /admin/users/{user_id}/make-owner', wanted),
    // One's own powers may be others now.
    onSuccess: () => client.invalidateQueries(),
  });
}
export const useResetLink = () =>
  useChange((id: string) => call('POST /admin/users/{user_id}/reset-password', { user_id: id }));

export const useAddMember = () =>
  useChange(({ id, user, role }: { id: string; user: string; role: WorkspaceRole }) =>
    call('POST /admin/workspaces/{id}/users', { id, users: [{ id: user, role }] }),
  );
export const useChangeMember = () =>
  useChange((wanted: { id: string; user_id: string; role: WorkspaceRole }) =>
    call('PUT /admin/workspaces/{id}/users/{user_id}', wanted),
  );
export const useRemoveMember = () =>
  useChange((wanted: { id: string; user_id: string }) => call('DELETE /admin/workspaces/{id}/users/{user_id}', wanted));
export const useUpdatePermissions = () =>
  useChange((wanted: Input<'PUT /admin/permissions'>) => call('PUT /admin/permissions', wanted));
export const useUpdateWorkspacePermissions = () =>
  useChange((wanted: Input<'PUT /admin/workspaces/{id}/permissions'>) =>
    call('PUT /admin/workspaces/{id}/permissions', wanted),
  );
