/** Tollgate as its users run it: a saved Vertex provider, a gateway key, pricing and the durable log. */
import { generateKeyPairSync } from 'node:crypto';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import type { Tollgate } from '../../testkit/tollgate-process.ts';
import { pin, TESTED_CORE } from '../measure/cores.ts';
import { childrenOf } from '../measure/process-meter.ts';
import type { System } from './system.ts';

export interface TollgateOptions {
  name: string;
  storeBodies: boolean;
  /** Besides what a user would set, as NODE_OPTIONS for a profile. */
  env?: Record<string, string>;
  /** The folder of another build. */
  build?: string;
}

export interface TollgateSystem extends System {
  tollgate: Tollgate;
}

export async function startTollgateSystem(upstreamUrl: string, options: TollgateOptions): Promise<TollgateSystem> {
  const tollgate = await startTollgate({
    env: { TOLLGATE_STORE_BODIES: options.storeBodies ? 'on' : 'off', ...options.env },
    ...(options.build === undefined ? {} : { build: options.build }),
  });
  const key = await tollgate.setUpVertex({
    url: upstreamUrl,
    serviceAccount: serviceAccount(upstreamUrl),
    mustNeverSee: () => undefined,
  });
  return tollgateSystem(tollgate, { name: options.name, key });
}

/** One that runs already. Both its processes, the server and that of the log's database, count and have the tested core. */
export function tollgateSystem(tollgate: Tollgate, { name, key }: { name: string; key: string }): TollgateSystem {
  const pid = tollgate.process.pid ?? 0;
  const pids = [pid, ...childrenOf(pid)];
  for (const one of pids) pin(one, TESTED_CORE);
  return {
    name,
    port: Number(new URL(tollgate.url).port),
    headers: { authorization: `Bearer ${key}`, 'x-portkey-provider': '@vertex-prod' },
    pids,
    fidelity: 'bytes',
    tollgate,
    stop: () => tollgate.stop(),
  };
}

/** Signs well enough: the bench upstream looks at no signature. */
export function serviceAccount(upstreamUrl: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    type: 'service_account' as const,
    project_id: 'acme-prod',
    private_key_id: 'bench',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: 'tollgate@acme-prod.iam.gserviceaccount.com',
    client_id: '104857600000000000000',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: `${upstreamUrl}/token`,
    universe_domain: 'googleapis.com',
  };
}
