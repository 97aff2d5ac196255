/** Walks an audit trail from where it begins, and finds the first event that is not what was written. */
import type { Records } from '../../storage/ports/records/records.ts';
import { chainHash } from '../../storage/ports/records/audit-chain.ts';
import type { OrganisationId } from '../../kernel/ids.ts';

export interface ChainReport {
  events: number;
  /** Of the last event; to be kept elsewhere, because whoever can delete the newest events leaves a chain that is whole. */
  head: { position: number; hash: string };
  /** Events up to here were deleted by retention. 0 = none. */
  trimmedTo: number;
  /** null = the chain is whole. */
  broken: { position: number; id: string; why: string } | null;
  /** False when the wanted head is not in the chain. Null when none was asked for. */
  hasWantedHead: boolean | null;
}

const EVENTS_AT_ONCE = 1000;

/** `wantedHead`: a hash that an earlier verification reported. */
export async function verifyAuditChain(
  records: Pick<Records, 'within'>,
  organisationId: OrganisationId,
  wantedHead: string | null = null,
): Promise<ChainReport> {
  const start = await records.within(organisationId, (tx) => tx.audit.start());
  let head = { ...start };
  let [events, hasWantedHead] = [0, wantedHead === null ? null : start.hash === wantedHead];
  const next = () => records.within(organisationId, (tx) => tx.audit.chain(head.position, EVENTS_AT_ONCE));
  const report = (broken: ChainReport['broken']): ChainReport => ({
    events,
    head,
    trimmedTo: start.position,
    broken,
    hasWantedHead,
  });
  for (let page = await next(); page.length > 0; page = await next()) {
    for (const { event, position, hash } of page) {
      const at = { position, id: event.id };
      if (position !== head.position + 1)
        return report({ ...at, why: `events before it are missing, from ${head.position + 1}` });
      if (chainHash(head.hash, event) !== hash)
        return report({ ...at, why: 'it was changed, or the one before it was' });
      head = { position, hash };
      events += 1;
      if (hash === wantedHead) hasWantedHead = true;
    }
  }
  return report(null);
}
