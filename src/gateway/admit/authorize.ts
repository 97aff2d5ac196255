/** Admit, stage 2: may this caller do this at all. Before the body is read, so that no stranger's bytes are kept. */
import { GatewayError } from '../../wire/errors.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized, OperationName } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { callersMetadata } from './read-metadata.ts';

/** Any one of these is enough (contract §1.3). */
const SCOPES: Readonly<Record<OperationName, readonly string[]>> = {
  messages: ['completions.write'],
  messagesCountTokens: ['completions.write'],
  embed: ['completions.write'],
  proxy: ['completions.write'],
  listModels: ['models.list', 'completions.write', 'virtual_keys.list'],
};

export const authorize: Stage<Arrived & Authenticated, Authorized, GatewayDeps> = {
  name: 'authorize',
  run({ caller, route, headers, notes }) {
    if (caller.workspace === null) {
      throw new GatewayError('admin_key_on_inference', 'An organisation (admin) key cannot call models.', {
        hint: 'Create a workspace key: POST /v1/api-keys/workspace/service.',
      });
    }
    const accepted = SCOPES[route.operation];
    if (!accepted.some((scope) => caller.scopes.has(scope))) {
      throw new GatewayError('missing_scope', `This key lacks the scope ${accepted[0] ?? ''}.`, {
        hint: 'Add the scope to the key, or use another key.',
      });
    }
    return { workspace: caller.workspace, metadata: callersMetadata(headers, caller, notes) };
  },
};
