/** Who is signed in, and the ways in and out. */
import {
  type QueryClient,
  type QueryFunction,
  type QueryKey,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, request, setCsrfToken } from '../call.ts';
import { CHOSEN_WORKSPACE, openWorkspace, setSeesEveryWorkspace } from '../chosen-workspace.ts';
import { makeCredential, signChallenge } from '../security-key.ts';

export interface SignedIn {
  csrf_token: string;
  /** `person`, or the type of the key that signed in. */
  type: 'person' | 'organisation-service' | 'workspace-service' | 'workspace-user';
  /** null for a person. */
  api_key_id: string | null;
  organisation_id: string;
  /** Where the person or the key acts; null for those who see every workspace. */
  workspace_id: string | null;
  user_id: string | null;
  /** null for a key. */
  user: { id: string; email: string; first_name: string; last_name: string; role: 'owner' | 'admin' | 'member' } | null;
  /** Those that the person belongs to. */
  workspaces: readonly { id: string; slug: string; name: string; role: 'admin' | 'manager' | 'member' }[];
  scopes: readonly string[];
}

/** After an invitation: with the keys that it promised. */
export type Entered = SignedIn & {
  keys?: readonly { workspace_id: string; key: string }[];
  /** Of an authenticator app that was set up just now. */
  recovery_codes?: readonly string[];
};

/** What a sign-in asks for after the password. */
export type SecondStep =
  | { kind: 'code'; security_key: AskedKey | null }
  | { kind: 'enrol'; secret: string; uri: string; enrolment: string; security_key: AskedKey | null };

/** What a security key is to sign, or to be set up by; null = there is none for this host. */
export interface AskedKey {
  options: Record<string, unknown>;
  challenge: string;
}

/** Nobody is signed in yet: a second step is to come, now or at the sign-in page. */
export type NotYet = Pick<Entered, 'keys'> & { signed_in: false; second_factor?: SecondStep };

export const SESSION_KEY = ['session'] as const;

async function readSession(): Promise<SignedIn | null> {
  try {
    const answer = (await request('GET', '/v1/session')) as SignedIn | { signed_in: false };
    return 'csrf_token' in answer ? keep(answer) : null;
  } catch (error) {
    // A member does not belong to the workspace of the link, or not any more.
    const isForeign = CHOSEN_WORKSPACE !== null && error instanceof ApiError && error.status === 404;
    if (isForeign) openWorkspace(null);
    throw error;
  }
}

/** What one person has seen is not for the next. */
function replaceSession(client: QueryClient, session: SignedIn | null): void {
  client.setQueryData(SESSION_KEY, session);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

function keep<Session extends SignedIn>(session: Session): Session {
  setCsrfToken(session.csrf_token);
  setSeesEveryWorkspace(seesEveryWorkspace(session));
  return session;
}

/** Owners, admins and organisation keys; members and other keys act in one workspace. */
export function seesEveryWorkspace({ user, type }: Pick<SignedIn, 'user' | 'type'>): boolean {
  return user === null ? type === 'organisation-service' : user.role !== 'member';
}

/** `data` is null when nobody is signed in. */
export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: 60_000 });
}

interface Doors {
  /** Directories that sign people in. */
  providers: readonly { id: string; name: string; preset: string }[];
  /** Has anybody an account? */
  people: boolean;
  /** Can the gateway send mail? */
  mail: boolean;
}

/** What the sign-in page offers. */
export function useDoors() {
  return useQuery({
    queryKey: ['doors'],
    queryFn: async (): Promise<Doors> => {
      const answer = (await request('GET', '/v1/session')) as Partial<Doors>;
      return {
        people: answer.people === true,
        mail: answer.mail === true,
        providers: answer.providers ?? [],
      };
    },
  });
}

const enter = async (path: string, body: object): Promise<Entered | NotYet> => {
  const answer = (await request('POST', `/v1/session${path}`, { body })) as Entered | NotYet;
  if (!('csrf_token' in answer)) return answer;
  keep(answer);
  // Signing in names no workspace, so that the link of a workspace that somebody does not belong to is no way to fail.
  return CHOSEN_WORKSPACE === null ? answer : { ...answer, ...(await readSession()) };
};

interface Password {
  email: string;
  password: string;
  code?: string;
  enrolment?: string;
}

/** With a key, or with e-mail address and password. Where recovery codes come along, the page shows them and then opens the dashboard. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (proof: { key: string } | Password) => enter('', proof),
    onSuccess(answer) {
      if ('csrf_token' in answer && answer.recovery_codes === undefined) replaceSession(client, answer);
    },
  });
}

/**
 * The browser asks the key in between; `isNew` sets the person's first one up. A challenge counts once, so another try begins with a new
 * one. Where recovery codes come along, the page shows them and then opens the dashboard.
 */
export function useSignInByKey() {
  const client = useQueryClient();
  const spent = useRef(new Set<string>());
  return useMutation({
    async mutationFn({ asked, isNew, ...proof }: Password & { asked: AskedKey; isNew: boolean }) {
      const { options, challenge } = spent.current.has(asked.challenge) ? await askAgain(proof, asked) : asked;
      const credential = isNew ? await makeCredential(options) : await signChallenge(options);
      spent.current.add(asked.challenge);
      return enter('', { ...proof, [isNew ? 'new_security_key' : 'security_key']: { challenge, credential } });
    },
    onSuccess(answer) {
      if ('csrf_token' in answer && answer.recovery_codes === undefined) replaceSession(client, answer);
    },
  });
}

async function askAgain(proof: Password, former: AskedKey): Promise<AskedKey> {
  const answer = await enter('', proof);
  const step = 'second_factor' in answer ? answer.second_factor : undefined;
  return step?.security_key ?? former;
}

interface NewAccount {
  token: string;
  password: string;
  first_name: string;
  last_name: string;
}

/** None of these shows the dashboard by itself: the page calls `openDashboard` when it is done. */
export function useFirstOwner() {
  return useMutation({ mutationFn: (owner: NewAccount & { email: string }) => enter('/first-owner', owner) });
}

export function useAcceptInvite() {
  return useMutation({ mutationFn: (account: NewAccount) => enter('/accept-invite', account) });
}

export function useResetPassword() {
  return useMutation({ mutationFn: (reset: { token: string; password: string }) => enter('/reset-password', reset) });
}

/** Whom the link of an invitation is for. */
export function useInvite(token: string) {
  return useQuery({
    queryKey: ['invite', token],
    queryFn: async () =>
      (await request('POST', '/v1/session/invite', { body: { token } })) as { email: string; organisation: string },
    retry: false,
    staleTime: Infinity,
  });
}

export function useForgotPassword() {
  return useMutation({
    mutationFn: (email: string) => request('POST', '/v1/session/forgot-password', { body: { email } }),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await request('DELETE', '/v1/session')) as { sign_out_url: string | null },
    onSuccess: ({ sign_out_url: url }) => {
      // Whoever signed in by a directory signs out there as well.
      if (url !== null) window.location.assign(url);
      else replaceSession(client, null);
    },
  });
}

/** May whoever is signed in do this? The API decides; this only hides what it would refuse. */
export function useHolds(scope: string): boolean {
  return useSession().data?.scopes.includes(scope) ?? false;
}

/** At least one of them. */
export function useHoldsSome(scopes: readonly string[]): boolean {
  const held = useSession().data?.scopes ?? [];
  return scopes.some((scope) => held.includes(scope));
}

interface GuardedQuery<Data> {
  queryKey: QueryKey;
  queryFn: QueryFunction<Data>;
  refetchInterval?: number;
}

/**
 * A query for whoever holds at least one of the scopes. For anybody else it fails with what the API would say, and asks
 * nothing: a page shows the reason in place of rows that never come.
 */
export function useGuardedQuery<Data>(scopes: readonly string[], { queryFn, ...query }: GuardedQuery<Data>) {
  const may = useHoldsSome(scopes);
  return useQuery<Data>({ ...query, queryFn: may ? queryFn : () => Promise.reject(refusal(scopes)) });
}

const refusal = (scopes: readonly string[]): ApiError =>
  new ApiError(`Your role does not give you the power ${scopes.join(' or ')} here.`, {
    status: 403,
    hint: 'Ask an administrator of your organisation or workspace.',
    requestId: null,
  });
