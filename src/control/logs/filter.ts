/** The filters of contract#log-filters as the log port takes them. Shared by the list of the log and by analytics. */
import { z } from 'zod';
import type { ListFilter, LogFilter } from '../../storage/ports/log.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { lookUpConfig } from '../configs/find.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { look } from '../transaction.ts';
import type { LogFilterFields } from './schemas.ts';
import { logTenant, readableKeys } from './tenant.ts';
import { NANO_USD_PER_CENT } from './view.ts';

type Wanted = z.output<z.ZodObject<typeof LogFilterFields>>;

/** Of the caller's tenant, and of the keys whose rows the caller may read. */
export function readLogFilter(context: ControlContext, wanted: Wanted): Promise<LogFilter> {
  return look(context, async (tx) => {
    const tenant = await logTenant(context, tx, wanted.workspace_id ?? wanted.workspace_slug);
    const rated = await ratedTraces(tx, { wanted, ...tenant });
    const lists = toLists({ ...wanted, configs: await configNames(tx, { wanted, ...tenant }) });
    const apiKeyIds = chosenKeys(await readableKeys(context, tx), lists.only.apiKeyIds);
    const only = { ...lists.only, ...present({ apiKeyIds }) };
    return { ...tenant, ...present(toFilter(wanted)), ...only, ...lists.except, ...rated };
  });
}

const MAX_RATED = 10_000;
const LOWEST = -10;
const HIGHEST = 10;

/** Ratings are among the records, so a range of them is a list of traces to the log. */
async function ratedTraces(
  tx: TenantRecords,
  { wanted, workspaceId }: { wanted: Wanted; workspaceId?: WorkspaceId },
): Promise<Pick<LogFilter, 'traceIds'>> {
  const { weighted_feedback_min: min, weighted_feedback_max: max } = wanted;
  if (min === undefined && max === undefined) return {};
  const range = { min: min ?? LOWEST, max: max ?? HIGHEST, limit: MAX_RATED };
  return { traceIds: await tx.feedback.tracesRated(workspaceId === undefined ? {} : { workspaceId }, range) };
}

type Lists = NonNullable<LogFilter['except']>;

/** How the contract, or we, call each list of values, and how a value is read. */
const LISTS: readonly (readonly [ListFilter, keyof typeof LogFilterFields, (text: string) => string | number])[] = [
  ['statusCodes', 'status_code', statusCode],
  ['providerSlugs', 'virtual_keys', (slug) => slug.replace(/^@/, '')],
  ['configIds', 'configs', String],
  ['apiKeyIds', 'api_key_ids', String],
  ['models', 'ai_model', String],
  ['cacheStatuses', 'cache_status', (status) => status.toUpperCase()],
  ['users', 'users', String],
  ['operations', 'operations', String],
  ['errorCodes', 'error_codes', String],
  ['regions', 'regions', String],
  ['agentIds', 'agent_ids', String],
];

/** `a,!b`: rows with `a`, and none with `b`. */
function toLists(wanted: Wanted): { only: Lists; except: Pick<LogFilter, 'except'> } {
  const only: Record<string, unknown> = {};
  const except: Record<string, unknown> = {};
  for (const [name, field, read] of LISTS) {
    const parts = split(wanted[field] as string | undefined);
    if (parts === undefined) continue;
    const unwanted = parts.filter((part) => part.startsWith('!'));
    const asked = parts.filter((part) => !part.startsWith('!'));
    if (asked.length > 0 || unwanted.length === 0) only[name] = asked.map(read);
    if (unwanted.length > 0) except[name] = unwanted.map((part) => read(part.slice(1)));
  }
  return { only, except: Object.keys(except).length === 0 ? {} : { except } };
}

function toFilter(wanted: Wanted) {
  return {
    from: moment(wanted.time_of_generation_min),
    to: moment(wanted.time_of_generation_max),
    endedFrom: moment(wanted.time_of_completion_min),
    totalTokensMin: wanted.total_units_min,
    totalTokensMax: wanted.total_units_max,
    costMinNanoUsd: nanoUsd(wanted.cost_min),
    costMaxNanoUsd: nanoUsd(wanted.cost_max),
    promptTokensMin: wanted.prompt_token_min,
    promptTokensMax: wanted.prompt_token_max,
    completionTokensMin: wanted.completion_token_min,
    completionTokensMax: wanted.completion_token_max,
    metadata: wanted.metadata === undefined ? undefined : metadata(wanted.metadata),
    providerModels: split(wanted.ai_org_model)?.map(providerModel),
    traceId: wanted.trace_id,
    spanId: wanted.span_id,
    sessionId: wanted.session_id,
  };
}

/** Those asked for, as far as the caller may read their rows. An empty list matches no row. */
function chosenKeys(readable: readonly string[] | null, wanted: string[] | undefined): string[] | undefined {
  if (readable === null) return wanted;
  return readable.filter((id) => wanted?.includes(id) ?? true);
}

/** Rows hold config ids and people know slugs: a slug stands for itself and for the id it has now. */
async function configNames(
  tx: TenantRecords,
  { wanted, workspaceId }: { wanted: Wanted; workspaceId?: WorkspaceId },
): Promise<string | undefined> {
  const names = split(wanted.configs);
  if (!names) return undefined;
  const all = new Set(names);
  for (const name of names) {
    const [not, slug] = name.startsWith('!') ? ['!', name.slice(1)] : ['', name];
    const configs = workspaceId ? [await lookUpConfig(tx, workspaceId, slug)] : await tx.configs.listBySlug(slug);
    for (const config of configs) if (config) all.add(`${not}${config.id}`).add(`${not}${config.slug}`);
  }
  return [...all].join(',');
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function present<Fields extends object>(fields: Fields): Present<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;
}

const moment = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));
const nanoUsd = (cents: number | undefined): number | undefined =>
  cents === undefined ? undefined : Math.round(cents * NANO_USD_PER_CENT);

function split(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function statusCode(text: string): number {
  if (!/^\d{3}$/.test(text)) throw invalid('status_code', `"${text}" is not an HTTP status`);
  return Number(text);
}

function providerModel(text: string): { providerId: string; model: string } {
  const cut = text.indexOf('__');
  if (cut < 1) throw invalid('ai_org_model', `"${text}" is not <AI provider id>__<model>`);
  return { providerId: text.slice(0, cut), model: text.slice(cut + 2) };
}

const Metadata = z.record(z.string(), z.string());

function metadata(text: string): Record<string, string> {
  try {
    return Metadata.parse(JSON.parse(text));
  } catch {
    throw invalid('metadata', 'must be a JSON object with text values');
  }
}
