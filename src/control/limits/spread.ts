/** Limits of each workspace on an integration are spent by each of them, in an account of its own. */
import { EACH_WORKSPACE, limitsInWorkspace, type LimitsRecord } from '../../storage/ports/records/limits.ts';

export const isOfEach = ({ ownerKind, ownerId }: LimitsRecord): boolean =>
  ownerKind === 'integration_workspace' && ownerId.endsWith(`:${EACH_WORKSPACE}`);

/** In the place of limits of each workspace, those of every workspace that is named. */
export function spreadOver(all: readonly LimitsRecord[], workspaceIds: readonly string[]): LimitsRecord[] {
  const placeOf = ({ ownerKind, ownerId }: Pick<LimitsRecord, 'ownerKind' | 'ownerId'>) => `${ownerKind} ${ownerId}`;
  const byOwner = new Map(all.map((record) => [placeOf(record), record]));
  for (const each of all.filter(isOfEach)) {
    byOwner.delete(placeOf(each));
    for (const id of workspaceIds) {
      const ownerId = each.ownerId.slice(0, -EACH_WORKSPACE.length) + id;
      const place = placeOf({ ...each, ownerId });
      const record = limitsInWorkspace(ownerId, { own: byOwner.get(place), each });
      if (record !== null) byOwner.set(place, record);
    }
  }
  return [...byOwner.values()];
}
