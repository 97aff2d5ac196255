/** Configs: routing objects with versions. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../call.ts';

const KEY = ['configs'];

export function useConfigs() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => call('GET /configs', { page_size: 100 }, signal) });
}
