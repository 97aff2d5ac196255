/** Virtual keys over the admin API: what their users move over with. */
import { describeScenarios, seed } from './scenario.suite.ts';
import { PRIVATE_KEY_MARK, SERVICE_ACCOUNT } from '../../control/control.suite.ts';

const VERTEX = {
  name: 'Old Vertex',
  provider: 'vertex-ai',
  vertexRegion: 'us-east5',
  vertexServiceAccountJson: SERVICE_ACCOUNT,
};

describeScenarios(
  'virtual keys',
  [
    {
      name: 'are made with the fields of the service in camelCase, and become an integration with a provider',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, usage_limits: { credit_limit: 10 } },
      status: 200,
      contains: ['"success":true', '"slug":"old-vertex'],
      audit: ['integration.create', 'provider.create'],
      announced: 2,
    },
    {
      name: 'a field that the service does not have is refused, and leaves nothing behind',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, vertexColour: 'red' },
      status: 400,
      contains: ['vertex_colour'],
    },
    {
      name: 'several deployments are refused, and not ignored',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, deploymentConfig: [{ apiVersion: '1', deploymentName: 'x' }] },
      status: 400,
      contains: ['deploymentConfig'],
    },
    {
      name: 'a limit that is none leaves no credentials behind',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, usage_limits: { credit_limit: -1 } },
      status: 400,
      contains: ['usage_limits'],
    },
    {
      name: 'are shown without their secrets',
      as: 'service',
      call: 'GET /virtual-keys/{made}',
      status: 200,
      contains: ['"object":"virtual-key"', '"vertex_region":"us-east5"', '"credit_limit":5'],
      lacks: [PRIVATE_KEY_MARK],
    },
    {
      name: 'are listed with the providers of the workspace',
      as: 'service',
      call: 'GET /virtual-keys',
      status: 200,
      contains: ['"slug":"{made}"', '"slug":"vertex-prod"'],
      lacks: [PRIVATE_KEY_MARK],
    },
    {
      name: 'a new region is one of the integration behind it',
      as: 'service',
      call: 'PUT /virtual-keys/{made}',
      body: { vertexRegion: 'europe-west1', name: 'Renamed' },
      status: 200,
      audit: ['integration.update', 'provider.update'],
      announced: 2,
    },
    {
      name: 'one that is deleted takes its credentials along',
      as: 'service',
      call: 'DELETE /virtual-keys/{made}',
      status: 200,
      audit: ['integration.delete', 'provider.delete'],
      announced: 2,
    },
    { name: 'another tenant sees nothing', as: 'stranger', call: 'GET /virtual-keys/{made}', status: 404 },
    { name: 'another workspace sees nothing', as: 'neighbour', call: 'GET /virtual-keys/{made}', status: 404 },
    { name: 'a reader cannot make one', as: 'reader', call: 'POST /virtual-keys', body: VERTEX, status: 403 },
  ],
  async (caller, remember) => {
    await seed(caller);
    const { text } = await caller.send('service', 'POST /virtual-keys', {
      ...VERTEX,
      name: 'Kept',
      usage_limits: { credit_limit: 5 },
    });
    remember('made', String(JSON.parse(text).data?.slug));
  },
);
