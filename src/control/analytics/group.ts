/** Figures by the values of a dimension: by user, by model, by a key of the metadata, or by whatever the caller names. */
import type { z } from 'zod';
import type { Dimension, Group, Groups, Measure, PlainDimension } from '../../storage/ports/analytics.ts';
import { MEASURES } from '../../storage/ports/analytics.ts';
import type { ControlContext } from '../context.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import { NANO_USD_PER_CENT } from '../logs/view.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { ratingsOfGroups } from './rated-groups.ts';
import { analyticsScope, readingOf } from './scope.ts';
import { toCsv } from './csv.ts';
import type { GroupList } from './schemas.ts';
import { GetGroups, GetMetadataGroups, QueryAnalytics } from './schemas.ts';

type List = z.infer<typeof GroupList>;

/** Of a list by user, by model or by metadata: what the contract has, and what costs little more. */
const LISTED: readonly Measure[] = [
  'requests',
  'cost_nano_usd',
  'avg_tokens',
  'tokens',
  'errors',
  'success_rate',
  'avg_latency_ms',
  'first_seen',
  'last_seen',
];

/** The lists that have a path of their own: how the path ends, what is grouped by, and the name of the group's key. */
export const GROUP_LISTS = {
  users: { by: 'user', name: 'user' },
  'ai-models': { by: 'model', name: 'ai_model' },
  providers: { by: 'provider', name: 'virtual_key' },
  configs: { by: 'config', name: 'config' },
  'api-keys': { by: 'api_key', name: 'api_key' },
  workspaces: { by: 'workspace', name: 'workspace' },
  sessions: { by: 'session', name: 'session' },
  agents: { by: 'agent', name: 'agent' },
  regions: { by: 'region', name: 'region' },
  'status-codes': { by: 'status', name: 'status_code' },
  errors: { by: 'error', name: 'error' },
  operations: { by: 'operation', name: 'operation' },
} as const satisfies Readonly<Record<string, { by: Dimension; name: string }>>;

export function groupBy(list: keyof typeof GROUP_LISTS) {
  return (context: ControlContext, input: unknown): Promise<List> =>
    listGroups(context, { ...GROUP_LISTS[list], wanted: wantedBy(context, GetGroups, input) });
}

export function groupByMetadata(context: ControlContext, input: unknown): Promise<List> {
  const wanted = wantedBy(context, GetMetadataGroups, input);
  return listGroups(context, { by: `metadata.${wanted.metadataKey}`, name: 'metadata_value', wanted });
}

/** What costs next to nothing, and what the answer's own fields are made of. */
const ALWAYS: readonly Measure[] = ['requests', 'cost_nano_usd', 'first_seen', 'last_seen'];

/** Any dimension with the measures that are asked for, or with every one. */
export async function queryAnalytics(context: ControlContext, input: unknown): Promise<List> {
  const wanted = wantedBy(context, QueryAnalytics, input);
  // The schema's pattern lists the dimensions.
  const by = wanted.group_by as Dimension;
  const measures = wanted.measures === undefined ? MEASURES : [...new Set([...ALWAYS, ...wanted.measures])];
  // A table has one value in each field.
  const values = wanted.values_of === undefined || wanted.format === 'csv' ? {} : { valuesOf: wanted.values_of };
  const isRated = wanted.measures === undefined;
  const asked = { by, measures, orderBy: wanted.order_by, wanted, isRated, ...values };
  const found = await ask(context, asked);
  const list = { ...viewGroups(found, 'key'), ...valuesOfGroups(found) };
  return wanted.format === 'csv' ? { ...list, csv: toCsv(list.data) } : list;
}

function wantedBy<Schema extends z.ZodObject>(context: ControlContext, schema: Schema, input: unknown) {
  requireScope(context, 'analytics.view');
  return parseInput(schema, input);
}

interface Listing {
  by: Dimension;
  /** How the contract calls the group's key. */
  name: string;
  wanted: z.output<typeof GetGroups>;
}

async function listGroups(context: ControlContext, { by, name, wanted }: Listing): Promise<List> {
  return viewGroups(await ask(context, { by, measures: LISTED, orderBy: 'requests', wanted, isRated: true }), name);
}

interface Asked {
  by: Dimension;
  measures: readonly Measure[];
  orderBy: Measure;
  wanted: z.output<typeof GetGroups>;
  /** With how its requests were rated. */
  isRated: boolean;
  valuesOf?: readonly PlainDimension[];
}

async function ask(context: ControlContext, asked: Asked): Promise<Groups> {
  const { by, measures, orderBy, wanted, isRated, valuesOf } = asked;
  const { current_page: page, page_size: limit } = wanted;
  const [scope, reading] = [await analyticsScope(context, wanted), readingOf(wanted)];
  const values = valuesOf === undefined ? {} : { valuesOf };
  const question = { by, measures, orderBy, limit, offset: page * limit, ...values };
  const found = await context.analytics.group(question, scope, reading);
  if (!isRated) return found;
  const ratingOf = await ratingsOfGroups(context, by, { scope, reading });
  return {
    ...found,
    groups: found.groups.map((group) => ({ ...group, figures: { ...group.figures, ...ratingOf(group.key) } })),
  };
}

function viewGroups({ total, groups, asOf }: Groups, name: string): List {
  return {
    object: 'list',
    total,
    as_of: toIso(asOf),
    data: groups.map(({ key, figures: { first_seen: firstSeen, last_seen: lastSeen, ...figures } }) => ({
      key,
      ...(name === 'key' ? {} : { [name]: key }),
      object: 'analytics-group',
      ...figures,
      cost: (figures['cost_nano_usd'] ?? 0) / NANO_USD_PER_CENT,
      first_seen: toIsoOrNull(firstSeen ?? null),
      last_seen: toIsoOrNull(lastSeen ?? null),
    })),
  };
}

function valuesOfGroups({ groups }: Groups): Pick<List, 'values'> {
  if (groups.every(({ values }) => values === undefined)) return {};
  const copied = (values: NonNullable<Group['values']>) =>
    Object.fromEntries(Object.entries(values).map(([by, texts]) => [by, [...texts]]));
  return { values: groups.map(({ values = {} }) => copied(values)) };
}
