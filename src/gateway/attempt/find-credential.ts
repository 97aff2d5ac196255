/** Attempt: adds the credential. Usually synchronous, because the credential is cached. */
import { isGatewayKey } from '../admit/gateway-key.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { boundsOf, type Authorized, type Begun, type Built, type Reserved } from './attempt-steps.ts';
import { awaitCredential, notGiven } from './await-credential.ts';

export const findCredential: Stage<Begun & Reserved & Built, Authorized, GatewayDeps> = {
  name: 'find-credential',
  run({ run, lane, startedElapsed: begunElapsed }, { credentials }) {
    try {
      const header = credentials.headerFor(run.connection.auth, callersOwn(run.exchange), lane.request);
      if (!(header instanceof Promise)) return { credential: header };
      const found = awaitCredential(run, header, { bounds: boundsOf(run), begunElapsed });
      return found.then((credential) => ({ credential }));
    } catch (error) {
      return { credential: notGiven(error) };
    }
  },
};

/** `Authorization` is the caller's upstream credential only when the gateway key came in its own header. */
function callersOwn(exchange: Admitted): string | null {
  const authorization = exchange.headers['authorization'];
  if (authorization === undefined || exchange.headers['x-portkey-api-key'] === undefined) return null;
  return isGatewayKey(exchange.snapshot, authorization) ? null : authorization;
}
