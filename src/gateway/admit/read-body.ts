/** Admit: reads the whole body, within the size and time limits of the HTTP server. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, BodyRead } from '../exchange.ts';
import type { Stage } from '../stage.ts';

export const readBody: Stage<Arrived, BodyRead, GatewayDeps> = {
  name: 'read-body',
  async run({ client }, { clock }) {
    const body = await client.readBody();
    return { body, bodyBytes: body.length, bodyReadElapsed: clock.elapsed() };
  },
};
