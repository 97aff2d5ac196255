/** What signs people and their devices in, each on paths of its own. */
import type { ControlContext } from '../../control/context.ts';
import type { Principal } from '../../control/principal.ts';
import type { SnapshotHolder } from '../../gateway/snapshot/swap.ts';
import { createIdentityApp, isIdentityPath, type IdentityDoors } from '../../http/identity/identity-app.ts';
import type { PathApp } from '../../http/server.ts';
import { sessionDoors } from '../identify.ts';

interface Parts extends Pick<IdentityDoors, 'turnedAway' | 'limits' | 'newId' | 'logger'> {
  control: (principal: Principal) => ControlContext;
  snapshots: SnapshotHolder;
}

export function identityApps({ control, snapshots, ...doors }: Parts): PathApp[] {
  const visitor = () => control({ kind: 'visitor' });
  const app = createIdentityApp({ visitor, ...sessionDoors(snapshots), ...doors });
  return [{ serves: (_method, path) => isIdentityPath(path), app }];
}
