/** Admit: reads what the request wants from the scanned body. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, BodyRead, Decoded } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { bodyFormOf } from './body-form.ts';
import { readOpaque, readOther } from './read-other.ts';
import { readLargeRequest, readRequest } from './read-request.ts';
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';

export const decode: Stage<Arrived & BodyRead, Decoded, GatewayDeps> = {
  name: 'decode',
  run(exchange, { nextTurn }) {
    const form = bodyFormOf(exchange);
    if (form === 'opaque') return readOpaque(exchange, nextTurn);
    if (form !== 'json') return readOther(exchange, form);
    return exchange.body.length < LARGE_BYTES ? readRequest(exchange) : readLargeRequest(exchange, nextTurn);
  },
};
