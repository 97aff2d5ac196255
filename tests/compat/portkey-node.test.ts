/** Portkey's own Node library against the admin API of a whole Tollgate: installed on demand. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isRecord } from '../../testkit/json-shape.ts';
import { describePortkey, type PortkeyClient } from './describe-portkey.ts';
import { ifReachable, installPackage } from './install-package.ts';

const VERSION = '3.1.0';

type Method = (args: Record<string, unknown>) => Promise<unknown>;
interface Sdk {
  default: new (options: { baseURL: string; apiKey: string }) => Record<string, unknown>;
}

const sdk = await ifReachable(load());

async function load(): Promise<Sdk> {
  const folder = await installPackage('portkey-ai', VERSION, 'portkey-node-sdk');
  return createRequire(join(folder, 'package.json'))('portkey-ai') as Sdk;
}

const client: PortkeyClient = {
  names: {
    apiKeys: 'apiKeys',
    virtualKeys: 'virtualKeys',
    workspaceId: 'workspaceId',
    userId: 'userId',
    inviteId: 'inviteId',
    exportId: 'exportId',
    requestedData: 'requestedData',
    traceId: 'traceID',
    feedbackId: 'feedbackID',
    graphs: [
      'requests',
      'cost',
      'latency',
      'tokens',
      'users',
      'usersRequests',
      'requests_rescued',
      'errors',
      'errors_rate',
      'errors_stack',
      'errors_status_code',
      'cache_hit_rate',
      'cache_latency',
      'feedbacks',
      'feedbacks_score',
      'feedbacks_weighted',
      'feedback_ai_models',
    ],
    groupBy: 'aiModels',
  },
  async open(baseURL, apiKey) {
    if (sdk === undefined) throw new Error('The library is not installed.');
    const portkey = new sdk.default({ baseURL, apiKey });
    return {
      async call(path, args = {}) {
        const names = path.split('.');
        const method = names.pop() ?? '';
        let noun: unknown = portkey;
        for (const name of names) noun = isRecord(noun) ? noun[name] : undefined;
        // It writes into what it is given.
        const answer = await (noun as Record<string, Method>)[method]?.({ ...args });
        return JSON.parse(JSON.stringify(answer));
      },
      close: () => undefined,
    };
  },
};

describePortkey(`portkey-ai ${VERSION} for Node`, sdk === undefined ? undefined : client);
