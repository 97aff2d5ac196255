/** Figures by the values of a dimension: by user, by model, by a key of the metadata, or by whatever the caller names. */
import type { z } from 'zod';
import type { Dimension, Groups, Measure } from '../../storage/ports/analytics.ts';
import { MEASURES } from '../../storage/ports/analytics.ts';
import type { ControlContext } from '../context.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import { NANO_USD_PER_CENT } from '../logs/view.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
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

export function groupByUser(context: ControlContext, input: unknown): Promise<List> {
  return listGroups(context, { by: 'user', name: 'user', wanted: wantedBy(context, GetGroups, input) });
}

export function groupByModel(context: ControlContext, input: unknown): Promise<List> {
  return listGroups(context, { by: 'model', name: 'ai_model', wanted: wantedBy(context, GetGroups, input) });
}

export function groupByMetadata(context: ControlContext, input: unknown): Promise<List> {
  const wanted = wantedBy(context, GetMetadataGroups, input);
  return listGroups(context, { by: `metadata.${wanted.metadataKey}`, name: 'metadata_value', wanted });
}

/** Any dimension with every measure. */
export async function queryAnalytics(context: ControlContext, input: unknown): Promise<List> {
  const wanted = wantedBy(context, QueryAnalytics, input);
  // The schema's pattern lists the dimensions.
  const by = wanted.group_by as Dimension;
  const groups = await ask(context, { by, measures: MEASURES, orderBy: wanted.order_by, wanted });
  const list = viewGroups(groups, 'key');
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
  return viewGroups(await ask(context, { by, measures: LISTED, orderBy: 'requests', wanted }), name);
}

interface Asked {
  by: Dimension;
  measures: readonly Measure[];
  orderBy: Measure;
  wanted: z.output<typeof GetGroups>;
}

async function ask(context: ControlContext, { by, measures, orderBy, wanted }: Asked): Promise<Groups> {
  const { current_page: page, page_size: limit } = wanted;
  const question = { by, measures, orderBy, limit, offset: page * limit };
  return context.analytics.group(question, await analyticsScope(context, wanted), readingOf(wanted));
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
