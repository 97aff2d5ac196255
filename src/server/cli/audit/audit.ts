/** `tollgate audit verify`: whether the audit trail is what was written. */
import { verifyAuditChain, type ChainReport } from '../../../control/audit-logs/verify.ts';
import type { Records } from '../../../storage/ports/records/records.ts';
import { UsageError } from '../../config/options.ts';
import { readFlags, type Command, type Terminal } from '../command.ts';
import { RECORDS_FLAGS, withRecords } from '../records-of.ts';

const FLAGS = { ...RECORDS_FLAGS, head: { type: 'string' } } as const;

/** Exit code 0 when every trail is whole, 1 when one is not. */
export const audit: Command = async ([verb, ...args], terminal) => {
  if (verb !== 'verify') throw new UsageError('expected "tollgate audit verify"');
  const flags = readFlags(args, FLAGS);
  const head = readHead(flags.head);
  const isWhole = await withRecords(flags, (records) => verifyAll(records, head, terminal));
  return isWhole ? 0 : 1;
};

function readHead(text: string | undefined): string | null {
  if (text === undefined || /^[0-9a-f]{64}$/.test(text)) return text ?? null;
  throw new UsageError('--head: expected the 64 hex digits that an earlier verification printed');
}

async function verifyAll(records: Records, head: string | null, { print }: Terminal): Promise<boolean> {
  const organisations = await records.system((all) => all.organisations.list());
  let [isWhole, hasHead] = [true, head === null];
  for (const { id, name } of organisations) {
    const report = await verifyAuditChain(records, id, head);
    if (report.broken !== null) isWhole = false;
    if (report.hasWantedHead === true) hasHead = true;
    print(`${name}: ${describe(report)}`);
  }
  if (!hasHead)
    print('The wanted head is in no trail: events were deleted from the end, or the trail was written anew.');
  return isWhole && hasHead;
}

function describe({ events, head, trimmedTo, broken }: ChainReport): string {
  if (broken !== null) return `BROKEN at event ${broken.position} (${broken.id}): ${broken.why}`;
  const trimmed = trimmedTo === 0 ? '' : `, after ${trimmedTo} that retention deleted`;
  return `whole, ${events} events${trimmed}. Head ${head.hash}`;
}
