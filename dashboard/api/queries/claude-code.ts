/** What Claude Code gets from the organisation, its workspaces and its groups. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';

export type ClaudeCodeSettings = Output<'GET /admin/claude-code/settings'>;
type Wanted = Input<'PUT /admin/claude-code/settings'>;
/** Neither member: the organisation. */
export type Owner = Pick<Wanted, 'workspace_id' | 'group'>;

const KEY = ['claude-code'];

export function useClaudeCodeSettings(owner: Owner) {
  return useQuery({
    queryKey: [...KEY, owner],
    queryFn: ({ signal }) => call('GET /admin/claude-code/settings', owner, signal),
  });
}

/** Those that have settings. */
export function useClaudeCodeGroups() {
  return useQuery({
    queryKey: [...KEY, 'groups'],
    queryFn: ({ signal }) => call('GET /admin/claude-code/groups', {}, signal),
  });
}

export function useUpdateClaudeCode() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Wanted) => call('PUT /admin/claude-code/settings', wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
