/** API keys. */
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { useEmailsById } from './people.ts';
import { useGuardedQuery, useHolds, useHoldsSome } from './session.ts';

export type ApiKey = Output<'GET /api-keys'>['data'][number];
type NewKey = Omit<Input<'POST /api-keys/{type}/{sub_type}'>, 'type' | 'sub_type'> & {
  type: 'organisation' | 'workspace';
  sub_type: 'service' | 'user';
};

export type KeyChange = Omit<Input<'PUT /api-keys/{id}'>, 'id'>;

/** Keys of any kind: a member of a workspace sees the own ones. */
export const KEY_LISTS = [
  'workspace_service_api_keys.list',
  'workspace_user_api_keys.list',
  'organisation_service_api_keys.list',
] as const;

const KEY = ['api-keys'];
/** Of a key, or of a person with an account; whom a caller names as `_user` has another name. */
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

export const KEYS_OF_A_PAGE = 100;

/** Of a choice of keys. */
const MOST_KEYS = 1000;

/** As many as a choice can hold. */
export function useApiKeys() {
  return useGuardedQuery(KEY_LISTS, {
    queryKey: [...KEY, 'newest'],
    queryFn: ({ signal }) => call('GET /api-keys', inWorkspace({ page_size: MOST_KEYS }), signal),
  });
}

/** Those with one of these names in theirs, however many keys there are. */
export function useKeysNamed(names: readonly string[]): readonly ApiKey[] {
  const mayList = useHoldsSome(KEY_LISTS);
  return useQueries({
    queries: names.map((name) => ({
      queryKey: [...KEY, 'with name', name],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('GET /api-keys', inWorkspace({ page_size: MOST_KEYS, search: name }), signal),
      enabled: mayList,
      staleTime: 60_000,
    })),
    combine: allOf,
  });
}

const allOf = (found: readonly { data: Output<'GET /api-keys'> | undefined }[]): readonly ApiKey[] =>
  found.flatMap(({ data }) => data?.data ?? []);

/** One page of those whose name has `search` in it. `page` is 0-based. */
export function useKeyPage(page: number, search: string) {
  return useGuardedQuery(KEY_LISTS, {
    queryKey: [...KEY, 'page', page, search],
    queryFn: ({ signal }) =>
      call('GET /api-keys', inWorkspace({ page_size: KEYS_OF_A_PAGE, current_page: page, search }), signal),
  });
}

/** Of these ids, wherever they are; those that are gone are left out. */
export function useNamesOfKeys(ids: readonly string[]): ReadonlyMap<string, string> {
  const mayList = useHoldsSome(KEY_LISTS);
  const wanted = [...new Set(ids)].toSorted().join(',');
  const { data } = useQuery({
    queryKey: [...KEY, 'named', wanted],
    queryFn: ({ signal }) => call('GET /api-keys', { ids: wanted, page_size: MOST_KEYS }, signal),
    enabled: mayList && wanted !== '',
    staleTime: 60_000,
  });
  return useMemo(() => new Map(data?.data.map(({ id, name }) => [id, name])), [data]);
}

const LAST_USE_DAYS = 30;
const DAY_MS = 86_400_000;

/** When each of these keys was last used, of the last 30 days; null = not known. */
export function useLastUse(ids: readonly string[]): ReadonlyMap<string, string> | null {
  const mayCount = useHolds('analytics.view');
  const wanted = ids.join(',');
  const { data } = useQuery({
    queryKey: [...KEY, 'last use', wanted],
    queryFn: ({ signal }) =>
      call(
        'GET /analytics/query',
        {
          time_of_generation_min: new Date(Date.now() - LAST_USE_DAYS * DAY_MS).toISOString(),
          time_of_generation_max: new Date(Date.now() + DAY_MS).toISOString(),
          api_key_ids: wanted,
          group_by: 'api_key',
          measures: 'errors',
          page_size: MOST_KEYS,
          max_staleness: 20,
        },
        signal,
      ),
    enabled: mayCount && wanted !== '',
    staleTime: 30_000,
  });
  return useMemo(
    () =>
      data === undefined
        ? null
        : new Map(
            data.data.flatMap(({ key, last_seen: last }) => (key === null || last === null ? [] : [[key, last]])),
          ),
    [data],
  );
}

/** So many ids fit into one address. */
const ASKED_IDS = 200;

/**
 * The name of a key, or the address of a person, by the id; a part of the id where it is of neither that is known. Any other
 * text is a name already. `shown`: ids that are looked up wherever they are.
 */
export function useNames(shown: readonly (string | null)[] = []): (id: string) => string {
  const { data } = useApiKeys();
  const names = useMemo(() => new Map(data?.data.map(({ id, name }) => [id, name])), [data]);
  const unknown = shown.filter((id): id is string => id !== null && ID.test(id) && !names.has(id));
  const others = useNamesOfKeys(data === undefined ? [] : [...new Set(unknown)].slice(0, ASKED_IDS));
  const emails = useEmailsById(unknown.some((id) => !others.has(id)));
  return useMemo(
    () => (id) => names.get(id) ?? others.get(id) ?? emails.get(id) ?? (ID.test(id) ? id.slice(0, 8) : id),
    [names, others, emails],
  );
}

export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: NewKey) =>
      call('POST /api-keys/{type}/{sub_type}', input.type === 'workspace' ? inWorkspace(input) : input),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useUpdateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: KeyChange & { id: string }) => call('PUT /api-keys/{id}', change),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** What keys can be given, and what of it the person may give. */
export function useKeyScopes() {
  return useGuardedQuery(KEY_LISTS, {
    queryKey: [...KEY, 'scopes'],
    queryFn: ({ signal }) => call('GET /api-keys/scopes', {}, signal),
  });
}

export function useRotateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, transitionMs }: { id: string; transitionMs: number }) =>
      call('POST /api-keys/{id}/rotate', { id, key_transition_period_ms: transitionMs }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** The text that a scheduled rotation made: it is handed out once. */
export function useRevealApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('POST /api-keys/{id}/reveal', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /api-keys/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
