/** Who is signed in. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request, setCsrfToken } from '../call.ts';

export interface SignedIn {
  csrf_token: string;
  api_key_id: string;
  type: 'organisation-service' | 'workspace-service' | 'workspace-user';
  organisation_id: string;
  /** null for an organisation key, which sees every workspace. */
  workspace_id: string | null;
  user_id: string | null;
  scopes: readonly string[];
}

export const SESSION_KEY = ['session'] as const;

async function readSession(): Promise<SignedIn | null> {
  const answer = (await request('GET', '/v1/session')) as SignedIn | { signed_in: false };
  return 'csrf_token' in answer ? keep(answer) : null;
}

/** What one person has seen is not for the next. */
function replaceSession(client: QueryClient, session: SignedIn | null): void {
  client.setQueryData(SESSION_KEY, session);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

function keep(session: SignedIn): SignedIn {
  setCsrfToken(session.csrf_token);
  return session;
}

/** `data` is null when nobody is signed in. */
export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: 60_000 });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (key: string) => keep((await request('POST', '/v1/session', { body: { key } })) as SignedIn),
    onSuccess: (session) => replaceSession(client, session),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request('DELETE', '/v1/session'),
    onSuccess: () => replaceSession(client, null),
  });
}

/** May the signed-in key do this? The API decides; this only hides what it would refuse. */
export function useHolds(scope: string): boolean {
  return useSession().data?.scopes.includes(scope) ?? false;
}
