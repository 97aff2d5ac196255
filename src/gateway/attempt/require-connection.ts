/** Target: refuses a provider whose stored settings cannot be used. Throws GatewayError provider_unusable | credentials_unreachable. */
import { GatewayError } from '../../kernel/errors.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Stage } from '../stage.ts';
import type { Connected, TargetRequest } from './target-request.ts';

export const requireConnection: Stage<TargetRequest, Connected, GatewayDeps> = {
  name: 'require-connection',
  run({ target: { provider } }) {
    const { connection, name } = provider;
    if (connection.ok) return { connection: connection.value };
    const { reason, hint, isTemporary } = connection.problem;
    if (isTemporary === true) {
      throw new GatewayError('credentials_unreachable', `The provider "${name}" cannot be used for now. ${reason}`);
    }
    throw new GatewayError('provider_unusable', `The provider "${name}" cannot be used. ${reason}`, {
      hint: hint ?? 'This is for whoever runs the gateway: open the integration and save it again.',
    });
  },
};
