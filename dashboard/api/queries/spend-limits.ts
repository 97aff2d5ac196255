/** What each person may spend: of one person, of the members of a group, or of everybody. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type Input, type Output } from '../call.ts';
import { useGuardedQuery } from './session.ts';

export type SpendLimit = Output<'GET /organizations/spend_limits'>['data'][number];
export type NewSpendLimit = Input<'POST /organizations/spend_limits'>;

const KEY = ['spend-limits'];
/** The most of one page. */
const PAGE = 1000;

export function useSpendLimits() {
  return useGuardedQuery(['organisation_settings.read'], {
    queryKey: KEY,
    queryFn: ({ signal }) => everyLimit(signal),
  });
}

async function everyLimit(signal: AbortSignal): Promise<SpendLimit[]> {
  const all: SpendLimit[] = [];
  for (;;) {
    const last = all.at(-1);
    const after = last === undefined ? {} : { after_id: last.id };
    const page = await call('GET /organizations/spend_limits', { limit: PAGE, ...after }, signal);
    all.push(...page.data);
    if (!page.has_more) return all;
  }
}

export function useSetSpendLimit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (limit: NewSpendLimit) => call('POST /organizations/spend_limits', limit),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteSpendLimit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /organizations/spend_limits/{id}', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
