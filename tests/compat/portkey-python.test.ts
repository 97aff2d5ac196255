/** Portkey's own Python library against the admin API of a whole Tollgate: installed on demand. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRecord, parseJson } from '../../testkit/json-shape.ts';
import { describePortkey, type PortkeyClient } from './describe-portkey.ts';
import { ifReachable } from './install-package.ts';
import { installPythonPackage } from './install-python-package.ts';

const VERSION = '2.3.4';
const CALLS = fileURLToPath(new URL('portkey-calls.py', import.meta.url));

const python = await ifReachable(installPythonPackage('portkey-ai', VERSION));

const client: PortkeyClient = {
  names: {
    apiKeys: 'api_keys',
    virtualKeys: 'virtual_keys',
    workspaceId: 'workspace_id',
    userId: 'user_id',
    inviteId: 'invite_id',
    exportId: 'export_id',
    requestedData: 'requested_data',
    traceId: 'trace_id',
    feedbackId: 'feedback_id',
    graphs: [
      'requests',
      'cost',
      'latency',
      'tokens',
      'users',
      'users_requests',
      'requests_rescued',
      'errors',
      'errors_rate',
      'errors_stacks',
      'errors_status_codes',
      'cache_hit_rate',
      'cache_latency',
      'feedbacks',
      'feedbacks_scores',
      'feedbacks_weighted',
      'feedbacks_ai_models',
    ],
    groupBy: 'ai_models',
  },
  async open(baseUrl, apiKey) {
    const child = spawn(python ?? '', [CALLS, baseUrl, apiKey], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return {
      async call(path, args = {}) {
        child.stdin.write(`${JSON.stringify({ path, arguments: args })}\n`);
        const { value } = await lines.next();
        const told = parseJson(String(value));
        if (isRecord(told) && isRecord(told['answer'])) return told['answer'];
        throw new Error(String(value));
      },
      close: () => child.stdin.end(),
    };
  },
};

describePortkey(`portkey-ai ${VERSION} for Python`, python === undefined ? undefined : client);
