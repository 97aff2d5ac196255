/** Admit: reads the whole body, within the size and time limits of the HTTP server. One that is passed on stays unread. */
import type { GatewayDeps } from '../dependencies.ts';
import type { BodyForm } from '../endpoints/endpoint.ts';
import type { Arrived, BodyRead } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { bodyFormOf } from './body-form.ts';

export const readBody: Stage<Arrived, BodyRead, GatewayDeps> = {
  name: 'read-body',
  async run({ client, route, headers }, { clock }) {
    const body = isUnread(bodyFormOf({ route, headers })) ? Buffer.alloc(0) : await client.readBody();
    return { body, bodyBytes: body.length, bodyReadElapsed: clock.elapsed() };
  },
};

const isUnread = (form: BodyForm): boolean => form === 'stream' || form === 'socket' || form === 'none';
