/** Admit: checks the key's scope. Before the body is read, so that nothing of an unauthenticated request is stored. */
import { GatewayError } from '../../kernel/errors.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized } from '../exchange.ts';
import { workspaceOf } from '../snapshot/snapshot.ts';
import type { Stage } from '../stage.ts';
import { callersMetadata } from './read-metadata.ts';
import { refuseWithoutScope } from './required-scope.ts';

export const authorize: Stage<Arrived & Authenticated, Authorized, GatewayDeps> = {
  name: 'authorize',
  run({ caller, route, headers, notes, snapshot }, { metadataHeaders }) {
    const workspace = workspaceOf(snapshot, caller);
    if (workspace === null) {
      throw new GatewayError('admin_key_on_inference', 'An organisation (admin) key cannot call models.', {
        hint: 'Create a workspace key: POST /v1/api-keys/workspace/service.',
      });
    }
    refuseWithoutScope(caller, route.endpoint.scopes);
    return { workspace, metadata: callersMetadata(headers, { caller, workspace, metadataHeaders }, notes) };
  },
};
