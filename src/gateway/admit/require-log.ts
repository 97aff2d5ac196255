/** Admit: refuses requests while log rows are lost, if the operator wants that. Before the body is read. */
import { GatewayError } from '../../kernel/errors.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived } from '../exchange.ts';
import type { Stage } from '../stage.ts';

const RETRY_AFTER_S = 5;

/** The refused request tries to leave a row like any other: the first one that can be written ends the refusals. */
export const requireLog: Stage<Arrived, object, GatewayDeps> = {
  name: 'require-log',
  run(_exchange, { refusesUnlogged }) {
    if (refusesUnlogged()) throw notLogged();
    return {};
  },
};

export function notLogged(): GatewayError {
  return new GatewayError(
    'log_unavailable',
    'Tollgate cannot log this request at the moment, and so does not serve it.',
    {
      retryAfter: RETRY_AFTER_S,
      hint: 'This is for whoever runs the gateway: GET /v1/health says what is wrong with the log.',
    },
  );
}
