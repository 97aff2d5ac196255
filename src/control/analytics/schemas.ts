/** What goes into and comes out of the verbs on analytics. Envelopes and filters are the contract's (contract#log-filters, contract#analytics). */
import { z } from 'zod';
import { GRAPHS, DIMENSIONS, MEASURES } from '../../storage/ports/analytics.ts';
import { Moment } from '../fields.ts';
import { AsOf, LogFilterFields, MaxStaleness } from '../logs/schemas.ts';

const Window = {
  ...LogFilterFields,
  time_of_generation_min: Moment,
  time_of_generation_max: Moment.meta({ description: 'Exclusive.' }),
  max_staleness: MaxStaleness,
};
const Page = {
  current_page: z.coerce.number().int().min(0).max(100_000).default(0),
  page_size: z.coerce.number().int().min(1).max(1000).default(50),
};

export const GetGraph = z.strictObject({ ...Window, graph: z.enum(GRAPHS) });
/** Of the routes, which name their graph in the path. */
export const GraphWindow = z.strictObject(Window);

const Figures = z.record(z.string(), z.number().nullable());

export const GraphView = z.object({
  object: z.literal('analytics-graph'),
  summary: Figures.meta({ description: 'Of the whole window.' }),
  data_points: z
    .array(z.record(z.string(), z.union([z.number(), z.string()]).nullable()))
    .meta({ description: 'The same figures for each bucket, with its beginning as `timestamp`.' }),
  bucket_seconds: z.number(),
  as_of: AsOf,
});

/** Ratings: over time, by score, or by model. */
export const FeedbackGraph = z.object({
  object: z.literal('analytics-graph'),
  summary: Figures,
  data_points: z.array(z.record(z.string(), z.union([z.number(), z.string()]).nullable())),
  bucket_seconds: z.number(),
});

const MetadataKey = z.string().regex(/^[^"\\]{1,256}$/, 'must be a key of the metadata, without quotes');

export const GetGroups = z.strictObject({ ...Window, ...Page });
export const GetMetadataGroups = z.strictObject({ ...Window, ...Page, metadataKey: MetadataKey });

const Dimension = z
  .string()
  .regex(
    /^(?:model|provider|config|api_key|user|workspace|session|agent|region|status|error|operation|cache_status|cache_verdict|metadata\.[^"\\]{1,256})$/,
    'must be model, provider, config, api_key, user, workspace, session, agent, region, status, error, operation, cache_status, cache_verdict or metadata.<key>',
  )
  .meta({ description: 'What to group by; `metadata.<key>` for any key of the metadata.' });

export const QueryAnalytics = z.strictObject({
  ...Window,
  ...Page,
  group_by: Dimension,
  order_by: z.enum(MEASURES).default('requests').meta({ description: 'Largest first.' }),
  measures: z
    .string()
    .transform((names) => names.split(','))
    .pipe(z.array(z.enum(MEASURES)).min(1))
    .optional()
    .meta({
      description:
        'Names with commas between them, beside `requests`, `cost_nano_usd`, `first_seen` and `last_seen`, which always come; all when absent, and with them how the requests were rated. Fewer are answered faster.',
    }),
  values_of: z
    .string()
    .transform((names) => names.split(','))
    .pipe(z.array(z.enum(DIMENSIONS)).min(1).max(3))
    .optional()
    .meta({
      description:
        'Up to three names of what can be grouped by, with commas between them: `values` then has those that the requests of each group have, ten at most.',
    }),
  format: z.enum(['json', 'csv']).default('json').meta({ description: '`csv` puts the table as text into `csv`.' }),
});

export const QuerySeries = z.strictObject({
  ...Window,
  group_by: Dimension,
  measure: z.enum(['requests', 'errors', 'cost_nano_usd', 'tokens']).default('requests'),
  top: z.coerce.number().int().min(1).max(20).default(7).meta({ description: 'The rest is added up as `other`.' }),
});

const Group = z
  .object({
    key: z.string().nullable().meta({ description: 'null = rows without a value.' }),
    object: z.literal('analytics-group'),
    cost: z.number().meta({ description: 'Cents.' }),
    last_seen: Moment.nullable(),
    first_seen: Moment.nullable(),
  })
  .catchall(z.union([z.number(), z.string()]).nullable());

export const GroupList = z.object({
  object: z.literal('list'),
  total: z.int(),
  data: z.array(Group),
  values: z
    .array(z.record(z.string(), z.array(z.string())))
    .optional()
    .meta({ description: 'Of what `values_of` names, one for each group of `data`.' }),
  csv: z.string().optional(),
  as_of: AsOf,
});

export const SeriesView = z.object({
  object: z.literal('analytics-series'),
  bucket_seconds: z.number(),
  as_of: AsOf,
  timestamps: z.array(Moment),
  series: z.array(z.object({ key: z.string().nullable(), is_rest: z.boolean(), values: z.array(z.number()) })),
});

export const CacheSummary = z.object({
  object: z.literal('analytics-summary'),
  as_of: AsOf,
  summary: z.object({
    hits: z.int(),
    total_requests: z.int(),
    avg_latency: z.number().nullable().meta({ description: 'Of the hits, ms.' }),
    cache_speedup: z.number().nullable().meta({ description: 'How many times longer everything else took.' }),
  }),
});
