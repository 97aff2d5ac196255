/**
 * Logs calls that did not go through the gateway, so that they stand beside those that did. They count in
 * analytics and never in a budget: nothing of them can be refused any more.
 */
import type { z } from 'zod';
import type { BlobRef } from '../../storage/ports/blobs.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import { boundRow } from '../../storage/ports/log/bound-row.ts';
import { FIELD_ENTRIES, type Field } from '../../storage/ports/log/fields.ts';
import { keepsBodiesOf } from '../../storage/ports/records/organisation-settings.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { rowMasking } from '../../kernel/secrets/mask.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { billOf } from './price-inserted.ts';
import { InsertLogs, type InsertedLogs, OneLog } from './schemas.ts';

type Given = z.output<typeof OneLog>;

export async function insertLogs(context: ControlContext, input: unknown): Promise<z.infer<typeof InsertedLogs>> {
  requireScope(context, 'logs.write');
  const { items, ...single } = parseInput(InsertLogs, input);
  const given = items ?? [parseInput(OneLog, single)];
  const { workspace, keepsBodies } = await look(context, async (tx) => {
    const found = await resolveWorkspace(context, tx, null);
    const { requestLogging: rules } = await tx.settings.read();
    return { workspace: found, keepsBodies: keepsBodiesOf(rules, found.defaults.requestLogging) };
  });
  const ids: string[] = [];
  for (const one of given) {
    const row = await toRow({ ...context, keepsBodies }, one, workspace);
    await context.writeLog(boundRow(row, rowMasking(context.knownSecrets())));
    ids.push(row.id);
    await context.nextTurn();
  }
  return { status: 'success', log_ids: ids };
}

async function toRow(context: ControlContext & Storing, one: Given, workspace: Workspace): Promise<LogRow> {
  const { request, response, metadata } = one;
  const now = context.clock.now();
  const { status, response_time: took } = response;
  const names = tagsOf(metadata);
  const id = `req_${newId(context)}`;
  const asked = Buffer.from(JSON.stringify(request.body));
  const answered = Buffer.from(JSON.stringify(response.body));
  const provider = textIn(request, 'provider');
  const model = textIn(response.body, 'model') ?? textIn(request.body, 'model');
  const { body } = response;
  const billed = billOf(context, { provider, model, isSuccess: status < 400, answer: answered, body });
  return {
    ...EMPTY,
    id,
    organisation_id: workspace.organisationId,
    workspace_id: workspace.id,
    workspace_slug: workspace.slug,
    api_key_id: context.principal.kind === 'api-key' ? context.principal.id : '',
    created_at: now - took,
    trace_id: names.trace ?? id,
    span_id: names.span ?? id,
    parent_span_id: names.parent ?? null,
    span_name: names.name ?? request.url,
    metadata: names.tags,
    request_method: request.method,
    request_url: request.url,
    operation: 'custom',
    response_status_code: status,
    is_success: status < 400,
    outcome: status < 400 ? 'complete' : 'error',
    strategy: 'single',
    cache_status: 'DISABLED',
    requested_model: textIn(request.body, 'model'),
    ai_model: model,
    provider_id: provider,
    ...billed,
    response_time_ms: took,
    request_bytes: asked.length,
    response_bytes: answered.length,
    notes: ['Logged by POST /v1/logs: the call did not go through the gateway.', ...(billed.notes ?? [])],
    request_body: await store(context, workspace, asked),
    response_body: await store(context, workspace, answered),
  };
}

/** null = bodies are not kept. */
async function store({ storeBody, keepsBodies }: Storing, { id }: Workspace, body: Buffer): Promise<BlobRef | null> {
  return storeBody === null || !keepsBodies ? null : storeBody(id, body);
}

type Storing = Pick<ControlContext, 'storeBody'> & { keepsBodies: boolean };

/** Members that name the call, in the spellings of the contract; what is left are tags. */
function tagsOf({
  traceId,
  trace_id,
  spanId,
  span_id,
  spanName,
  span_name,
  parentSpanId,
  parent_span_id,
  ...rest
}: Given['metadata']) {
  return {
    trace: traceId ?? trace_id,
    span: spanId ?? span_id,
    name: spanName ?? span_name,
    parent: parentSpanId ?? parent_span_id,
    tags: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
  };
}

function textIn(value: unknown, name: string): string | null {
  const found: unknown =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return typeof found === 'string' ? found : null;
}

/** Every column without a value of its own. */
const EMPTY = Object.fromEntries(FIELD_ENTRIES.map(([name, field]) => [name, emptyValue(field)])) as LogRow;

function emptyValue(field: Field): unknown {
  if (field.isNullable) return null;
  switch (field.type) {
    case 'text':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'json':
      return field.holds === 'texts-by-name' ? {} : [];
  }
}
