/** The link under which the file of an export is fetched without a key, as scripts and browsers do. It ends by itself. */
import { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { LogExport } from '../../storage/ports/records/log-exports.ts';
import type { ControlContext } from '../context.ts';
import { linkBase } from '../link-base.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { requireBodyScope } from './filters.ts';
import { findLogExport } from './find.ts';
import { DownloadLogExport, type LogExportLink } from './schemas.ts';

const LIFE_MS = 15 * 60_000;

/** Bound to the sealed text, so that nothing else that is sealed opens as a link. */
const sealedFor = (exportId: string): string => `log-export-link:${exportId}`;

const Link = z.object({ organisation: z.string(), until: z.number() });

export async function linkToLogExport(context: ControlContext, input: unknown): Promise<z.infer<typeof LogExportLink>> {
  requireScope(context, 'logs.export');
  const { id } = parseInput(DownloadLogExport, input);
  const row = await change(context, async (tx) => {
    const found = await findLogExport(context, tx, id);
    requireReady(found);
    requireBodyScope(context, found.requestedData);
    await audit(context, tx, { action: 'log_export.download', subject: found });
    return found;
  });
  const link = JSON.stringify({ organisation: row.organisationId, until: context.clock.now() + LIFE_MS });
  const token = encodeURIComponent(context.sealer.seal(link, sealedFor(row.id)));
  return { signed_url: `${linkBase(context)}/v1/logs/exports/${row.id}/file?token=${token}` };
}

function requireReady({ status }: LogExport): void {
  if (status === 'success') return;
  const hint = status === 'draft' ? 'Start it first: POST /v1/logs/exports/{id}/start.' : 'Create another one.';
  throw new GatewayError('invalid_request', `The export is ${status}, so there is nothing to fetch.`, { hint });
}

type LinkPorts = Pick<ControlContext, 'sealer' | 'clock' | 'records'>;

/** The export that the link is for. Throws `invalid_api_key` for one that is made up or has ended. */
export async function openLogExportLink(
  { sealer, clock, records }: LinkPorts,
  { id, token }: { id: string; token: string },
): Promise<LogExport> {
  const link = readToken(sealer, { id, token });
  if (link === null || link.until < clock.now()) {
    throw new GatewayError('invalid_api_key', 'This link is not valid, or has ended.', {
      hint: 'GET /v1/logs/exports/{id}/download makes a new one.',
    });
  }
  const row = await records.within(link.organisation as OrganisationId, (tx) => tx.logExports.findById(id));
  if (row === null) throw new GatewayError('not_found', `There is no log export "${id}".`);
  requireReady(row);
  return row;
}

function readToken(sealer: ControlContext['sealer'], { id, token }: { id: string; token: string }) {
  try {
    return Link.parse(JSON.parse(sealer.open(token, sealedFor(id))));
  } catch {
    return null;
  }
}
