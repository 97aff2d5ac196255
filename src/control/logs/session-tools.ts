/**
 * The tools that a session's answers called, out of the answers that were kept. Requests are not read: theirs are the large
 * bodies. One call reads a bounded number of answers, newest first, and says when there were more.
 */
import type { z } from 'zod';
import { isObject } from '../../wire/json/object.ts';
import { type CalledTool, mayCallTools, readToolCalls } from '../../wire/dialects/tool-calls.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { readLogFilter } from './filter.ts';
import { ListSessionTools, type SessionTools } from './schemas.ts';

/** As many rows as the page of a session shows. */
const MAX_ROWS = 1000;
/** What one call may cost; it ends at the first bound it meets. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_MS = 1500;
/** Read together, and never so much at once that others wait for it. */
const BATCH_ROWS = 10;
const MAX_SUMMARY = 160;

type Tools = z.infer<typeof SessionTools>;

export async function listSessionTools(context: ControlContext, input: unknown): Promise<Tools> {
  requireScope(context, 'logs.view');
  const { session_id: sessionId, workspace_id: workspaceId } = parseInput(ListSessionTools, input);
  const filter = await readLogFilter(context, { session_id: sessionId, workspace_id: workspaceId });
  const { rows, nextCursor } = await context.log.list(filter, { limit: MAX_ROWS });
  const worthwhile = rows.filter(
    (row) => row.is_success && row.response_body !== null && mayCallTools(row.operation, row.stop_reason),
  );
  const { data, isComplete } = await readAll(context, worthwhile);
  return { object: 'list', data, is_complete: isComplete && nextCursor === null };
}

async function readAll(context: ControlContext, rows: readonly LogRow[]) {
  const data: Tools['data'] = [];
  const startedAt = context.clock.elapsed();
  let bytes = 0;
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    if (bytes >= MAX_BYTES || context.clock.elapsed() - startedAt >= MAX_MS) return { data, isComplete: false };
    const batch = rows.slice(at, at + BATCH_ROWS);
    const bodies = await Promise.all(batch.map((row) => bodyOf(context, row)));
    for (const [index, row] of batch.entries()) {
      const body = bodies[index];
      if (body === undefined || body === null) continue;
      bytes += body.length;
      const calls = readToolCalls(row.operation, body).map(viewCall);
      if (calls.length > 0) data.push({ log_id: row.id, calls });
      await context.nextTurn();
    }
  }
  return { data, isComplete: true };
}

const bodyOf = ({ bodies }: ControlContext, { response_body: ref }: LogRow): Promise<Buffer | null> =>
  ref === null ? Promise.resolve(null) : bodies.read(ref);

function viewCall({ id, name, input }: CalledTool): Tools['data'][number]['calls'][number] {
  return { id, name, summary: summaryOf(input), input_characters: input.length };
}

/** As the command of a shell or the path of a file: what a person knows the call by. */
function summaryOf(input: string): string | null {
  const value = parsed(input);
  const text = isObject(value) ? Object.values(value).find((member) => typeof member === 'string') : value;
  if (typeof text !== 'string' || text.trim() === '') return null;
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > MAX_SUMMARY ? `${line.slice(0, MAX_SUMMARY)}…` : line;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
