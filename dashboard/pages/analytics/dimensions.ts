/** What analytics can be grouped by and drawn of, and which term of the log's query line leads to the rows of a group. */
import { useCallback } from 'react';
import type { SeriesMeasure } from '../../api/queries/analytics.ts';
import { useNames } from '../../api/queries/api-keys.ts';
import { formatMoney } from '../../format/money.ts';
import { missName } from '../../panels/cache-verdict.ts';
import { causeName } from '../../panels/error-causes.ts';
import { formatCount } from '../../format/numbers.ts';

export const DIMENSIONS: Readonly<Record<string, { label: string; term: string | null }>> = {
  model: { label: 'Model', term: 'model' },
  provider: { label: 'Provider', term: 'provider' },
  user: { label: 'User', term: 'user' },
  api_key: { label: 'Key', term: 'key' },
  'metadata.team': { label: 'Team', term: 'team' },
  config: { label: 'Config', term: 'config' },
  region: { label: 'Region', term: 'region' },
  status: { label: 'Status', term: 'status' },
  operation: { label: 'Operation', term: 'operation' },
  error: { label: 'Cause', term: 'error' },
  session: { label: 'Session', term: 'session' },
  agent: { label: 'Agent', term: 'agent' },
  workspace: { label: 'Workspace', term: null },
  cache_verdict: { label: 'Prompt cache', term: null },
  cache_status: { label: 'Cache status', term: 'cache' },
};

export const MEASURES: Readonly<Record<SeriesMeasure, { label: string; format: (value: number) => string }>> = {
  cost_nano_usd: { label: 'Spend', format: formatMoney },
  requests: { label: 'Requests', format: formatCount },
  tokens: { label: 'Tokens', format: formatCount },
  errors: { label: 'Errors', format: formatCount },
};

/** A dimension that is not in the list is a key of the metadata, or a word out of the URL. */
export function labelOf(by: string): string {
  return DIMENSIONS[by]?.label ?? by.replace(/^metadata\./, '');
}

/** Groups of these are ids of keys or people, which have names. */
const NAMED: ReadonlySet<string> = new Set(['api_key', 'user']);

/** The name of a group by its key. `keys`: those in sight. */
export function useGroupNames(by: string, keys: readonly (string | null)[] = []): (key: string | null) => string {
  const keyName = useNames(NAMED.has(by) ? keys : []);
  return useCallback((key) => groupName(by, key, keyName), [by, keyName]);
}

function groupName(by: string, key: string | null, keyName: (id: string) => string): string {
  if (key === null) return by === 'error' ? 'no error' : 'none';
  if (by === 'error') return causeName(key);
  if (by === 'cache_verdict') return missName(key);
  return NAMED.has(by) ? keyName(key) : key;
}
