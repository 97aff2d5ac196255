/** One request with its bodies, from the body archive (which masked their secrets when they came in). */
import type { z } from 'zod';
import type { LogRow } from '../../storage/ports/log.ts';
import type { BlobRef } from '../../storage/ports/blobs.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { logNames } from './names.ts';
import type { LogView } from './schemas.ts';
import { GetLog } from './schemas.ts';
import { logTenant, mayRead } from './tenant.ts';
import { viewMetrics, viewRequestHeaders, viewResponseHeaders } from './view.ts';

export async function getLog(context: ControlContext, input: unknown): Promise<z.infer<typeof LogView>> {
  requireScope(context, 'logs.view');
  const wanted = parseInput(GetLog, input);
  const tenant = await look(context, (tx) => logTenant(context, tx, wanted.workspace_id));
  const row = await context.log.get(tenant, wanted.id);
  const isReadable = row !== null && (await look(context, (tx) => mayRead(context, tx, row)));
  if (!isReadable) throw new GatewayError('not_found', `There is no log "${wanted.id}".`);
  return {
    _id: row.id,
    organisation_id: row.organisation_id,
    created_at: toIso(row.created_at),
    ...(await viewBodies(context, row)),
    feedback: await feedbackOf(context, row),
    metrics: viewMetrics(row, await logNames(context, [row])),
  };
}

/** The request and the response of a row, as the contract shows them. */
export async function viewBodies(context: ControlContext, row: LogRow) {
  return {
    request: {
      url: row.request_url,
      method: row.request_method,
      ...viewRequestHeaders(row),
      body: await readBody(context, row.request_body),
    },
    response: {
      status: row.response_status_code,
      headers: viewResponseHeaders(row),
      responseTime: Math.ceil(row.response_time_ms),
      lastUsedOptionJsonPath: row.last_used_option_index,
      body: await readBody(context, row.response_body),
    },
  };
}

/** Of all requests of the trace. */
async function feedbackOf(context: ControlContext, row: LogRow) {
  const scope = { workspaceId: row.workspace_id, traceId: row.trace_id, from: 0, to: Number.MAX_SAFE_INTEGER };
  const { count, average } = await look(context, (tx) => tx.feedback.total(scope));
  return { count, average };
}

async function readBody(context: ControlContext, ref: BlobRef | null): Promise<unknown> {
  const bytes = ref === null ? null : await context.bodies.read(ref);
  if (bytes === null) return null;
  const text = bytes.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    JSON.stringify(value); // Brackets can be nested deeper than they can be written back.
    return value;
  } catch {
    return text; // A stream's events, or what was no JSON to begin with.
  }
}
