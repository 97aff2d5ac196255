/** Providers named by their id, hosts of one's own, and who brings the model: in configs, in headers, in bodies. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { failing } from './scenario.ts';
import type { Question, Scenario } from './scenario.ts';

const OWN = { provider: 'anthropic', api_key: '%claude', custom_host: '{claude}' };
const ACCOUNT = { vertex_region: 'us-east5', vertex_service_account_json: '{account of a}' };
const OWN_VERTEX = { provider: 'vertex-ai', ...ACCOUNT, custom_host: '{vertex}' };

/** The gateway key in its own header, so that the usual ones hold the upstream's. */
const OWN_KEY = { 'x-portkey-api-key': '{gateway key}', 'x-api-key': '%claude', authorization: null };
const TO_CLAUDE = { 'x-portkey-provider': 'anthropic', 'x-portkey-custom-host': '{claude}' };
const TO_VERTEX = {
  'x-portkey-provider': 'vertex-ai',
  'x-portkey-vertex-region': 'us-east5',
  'x-portkey-custom-host': '{vertex}',
};
const asking = (headers: NonNullable<Question['headers']>): { ask: Question } => ({ ask: { headers } });

const refusedHeader = { status: 400, used: null, row: { error_code: 'invalid_header', attempts: [] } };
const NOT_SAVED = { virtual_key: null, region: null, ai_org: 'anthropic' };
const WITH_ITS_KEY = { claude: { 'header x-api-key': '%claude', 'header authorization': null } };

const CREDENTIALS: Scenario[] = [
  {
    name: 'is asked with the key of the config',
    config: OWN,
    calls: { claude: 1 },
    from: 'claude',
    sent: WITH_ITS_KEY,
    row: NOT_SAVED,
    attempts: ['@anthropic 200 answered'],
  },
  { name: 'streams', config: OWN, ask: { stream: true }, calls: { claude: 1 }, sent: WITH_ITS_KEY, row: NOT_SAVED },
  {
    name: 'is asked with the key of a saved config',
    config: OWN,
    saved: true,
    calls: { claude: 1 },
    sent: WITH_ITS_KEY,
  },
  {
    name: 'is asked with the service account of the config',
    config: OWN_VERTEX,
    calls: { a: 1 },
    from: 'a',
    row: { virtual_key: null, region: 'us-east5', ai_org: 'vertex-ai' },
  },
  {
    name: 'is asked with the service account of a saved config',
    config: OWN_VERTEX,
    saved: true,
    calls: { a: 1 },
    from: 'a',
  },
  {
    name: 'is asked with the service account of a header',
    ...asking({ ...TO_VERTEX, 'x-portkey-vertex-service-account-json': '"{account of a}"' }),
    calls: { a: 1 },
    from: 'a',
    row: { virtual_key: null, region: 'us-east5' },
  },
  {
    name: 'is asked with the caller’s own key',
    ...asking({ ...OWN_KEY, ...TO_CLAUDE }),
    calls: { claude: 1 },
    from: 'claude',
    sent: WITH_ITS_KEY,
    row: NOT_SAVED,
  },
  {
    name: 'is asked with the caller’s own bearer',
    ...asking({ ...OWN_KEY, ...TO_CLAUDE, 'x-api-key': null, authorization: 'Bearer %claude' }),
    calls: { claude: 1 },
    sent: WITH_ITS_KEY,
  },
  {
    name: 'is asked with the caller’s own key beside a bearer that repeats the gateway key',
    ...asking({ ...OWN_KEY, ...TO_CLAUDE, authorization: 'Bearer {gateway key}' }),
    calls: { claude: 1 },
    sent: WITH_ITS_KEY,
  },
  {
    name: 'takes host and fields from the target, and the key from the caller',
    config: { targets: [{ provider: 'anthropic', custom_host: '{claude}' }] },
    ...asking(OWN_KEY),
    calls: { claude: 1 },
    used: 'config.targets[0]',
  },
  {
    name: 'is told from the caller when the upstream refuses the caller’s key',
    upstreams: { claude: failing(401) },
    ...asking({ ...OWN_KEY, ...TO_CLAUDE }),
    calls: { claude: 2 },
    status: 401,
    says: ['The upstream refused the credential that came with this request'],
    headers: { 'x-should-retry': 'false' },
    row: { error_code: 'credentials_rejected' },
  },
  {
    name: 'is the gateway’s affair when the upstream refuses the key of a saved config',
    upstreams: { claude: failing(401) },
    config: OWN,
    saved: true,
    calls: { claude: 2 },
    status: 502,
    row: { error_code: 'credentials_rejected' },
  },
];

const REFUSALS: Scenario[] = [
  {
    name: 'without a key is refused',
    ...asking(TO_CLAUDE),
    ...refusedHeader,
    says: ['An Anthropic API key is required'],
  },
  {
    name: 'is never asked with a gateway key that came where its own should be',
    ...asking({ ...TO_CLAUDE, ...OWN_KEY, 'x-api-key': '{gateway key}', authorization: 'Bearer {gateway key}' }),
    ...refusedHeader,
    says: ['An Anthropic API key is required'],
  },
  {
    name: 'is never asked with a gateway key that a config writes',
    config: { ...OWN, api_key: '{gateway key}' },
    status: 400,
    used: null,
    says: ['is a gateway key'],
    row: { error_code: 'invalid_request', attempts: [] },
  },
  ...[
    { 'anthropic-version': '2023-06-01x-portkey-api-key: {gateway key}' },
    { 'anthropic-beta': 'x-portkey-api-key:{gateway key}' },
  ].map((headers) => ({
    name: `is never sent the gateway key in ${Object.keys(headers).at(-1) ?? ''}, where a line break before it was lost`,
    config: OWN,
    ask: { headers },
    status: 400,
    says: ['The gateway key would go upstream in'],
    row: { error_code: 'invalid_header', attempts: [] },
  })),
  {
    name: 'is sent no header that the gateway key has got into',
    config: OWN,
    ...asking({ 'x-portkey-forward-headers': 'x-team', 'x-team': 'redx-portkey-api-key:{gateway key}' }),
    calls: { claude: 1 },
    sent: { claude: { 'header x-team': null } },
  },
  {
    name: 'without its fields is refused',
    ...asking({ 'x-portkey-provider': 'vertex-ai' }),
    ...refusedHeader,
    says: ['vertex_project_id is required'],
  },
  {
    name: 'that is not there yet is refused, with those that are',
    ...asking({ 'x-portkey-provider': 'sagemaker' }),
    ...refusedHeader,
    says: ['\\"sagemaker\\" is not in this version of Tollgate yet; it has: '],
  },
  {
    name: 'that nobody knows is refused',
    ...asking({ 'x-portkey-provider': 'vertex-prod' }),
    ...refusedHeader,
    says: ['there is no provider \\"vertex-prod\\"; known: vertex-ai, '],
  },
];

const HOSTS: Scenario[] = [
  {
    name: 'is asked at the host of a saved config, with the saved credential',
    config: { provider: '@a', custom_host: '{vertex}' },
    saved: true,
    calls: { a: 1 },
    from: 'a',
  },
  {
    name: 'may be left to the request by a saved config with a host',
    config: { custom_host: '{vertex}' },
    saved: true,
    ...asking({ 'x-portkey-provider': '@a' }),
    calls: { a: 1 },
    from: 'a',
  },
  {
    name: 'gets the host of a config from above, and its own before that',
    config: {
      strategy: { mode: 'fallback' },
      custom_host: '{claude}',
      targets: [
        { ...OWN, custom_host: '{claude}/nowhere' },
        { provider: 'anthropic', api_key: '%claude' },
      ],
    },
    calls: { claude: 2 },
    used: 'config.targets[1]',
    attempts: ['targets[0] @anthropic 404 status_404', 'targets[1] @anthropic 200 answered'],
  },
  {
    name: 'gives a saved credential to no host of a header',
    ...asking({ 'x-portkey-provider': '@a', 'x-portkey-custom-host': '{vertex}' }),
    ...refusedHeader,
    says: ['x-portkey-custom-host: a stored credential goes to a host that is stored too'],
  },
  {
    name: 'gives a saved credential to no host of a header, through a saved config',
    config: { strategy: { mode: 'fallback' }, targets: [{ provider: '@a' }, { provider: '@b' }] },
    saved: true,
    ...asking({ 'x-portkey-custom-host': '{vertex}' }),
    ...refusedHeader,
    says: ['x-portkey-custom-host: a stored credential'],
  },
  {
    name: 'gives the secret of a saved config to no host of a header',
    config: OWN,
    saved: true,
    ...asking({ 'x-portkey-custom-host': '{claude}' }),
    ...refusedHeader,
    says: ['x-portkey-custom-host: a stored credential'],
  },
  {
    name: 'gives a saved credential to no host of an inline config that leaves the provider open',
    config: { custom_host: '{vertex}' },
    ...asking({ 'x-portkey-provider': '@a' }),
    status: 400,
    used: null,
    says: ['config.custom_host: a stored credential'],
    row: { error_code: 'invalid_config', attempts: [] },
  },
  {
    name: 'is not asked at a private address of a header',
    ...asking({ ...OWN_KEY, ...TO_CLAUDE, 'x-portkey-custom-host': 'http://169.254.169.254/latest' }),
    ...refusedHeader,
    says: ['x-portkey-custom-host: not allowed'],
  },
];

const COMPANY: JsonRecord = { strategy: { mode: 'fallback' }, targets: [OWN, { provider: '@b' }] };
const THOUGHT = { type: 'thinking', thinking: 'Hm.', signature: 'sig-of-claude' };
const ANSWERED = { type: 'text', text: 'Here speaks claude.' };
const conversation = (...blocks: JsonRecord[]): JsonRecord[] => [
  { role: 'user', content: 'Hello?' },
  { role: 'assistant', content: blocks },
  { role: 'user', content: 'And?' },
];

const ROUTING: Scenario[] = [
  {
    name: 'falls back to a saved one',
    upstreams: { claude: failing(503) },
    config: COMPANY,
    calls: { claude: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    attempts: ['targets[0] @anthropic 503 status_503', 'targets[1] @b 200 answered'],
  },
  {
    name: 'has a circuit of its own',
    upstreams: { claude: failing(503) },
    config: { ...COMPANY, cb_config: { failure_threshold: 1, cooldown_interval: 60_000 } },
    steps: [
      { calls: { claude: 1, b: 1 }, from: 'b', used: 'config.targets[1]' },
      { calls: { b: 1 }, from: 'b', used: 'config.targets[1]' },
    ],
  },
  {
    name: 'keeps its sessions',
    config: {
      strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['session'] } },
      targets: [OWN, { provider: '@b' }],
    },
    ask: { session: 'one' },
    times: 8,
    sticks: true,
    used: 'any',
  },
  {
    name: 'is answered for from the cache',
    config: { ...OWN, cache: { mode: 'simple' } },
    steps: [
      { calls: { claude: 1 }, from: 'claude', cache: 'MISS' },
      { from: 'claude', cache: 'HIT' },
    ],
  },
  {
    name: 'leaves no answer in the cache for those who ask a saved one: anybody may be at its host',
    config: { provider: '@a', cache: { mode: 'simple' } },
    steps: [
      {
        ask: { headers: { 'x-portkey-config': JSON.stringify({ ...OWN, cache: { mode: 'simple' } }) } },
        calls: { claude: 1 },
        from: 'claude',
        cache: 'MISS',
      },
      { calls: { a: 1 }, from: 'a', cache: 'MISS' },
      { from: 'a', cache: 'HIT' },
    ],
  },
  {
    name: 'is another account than a saved one: what it thought stays behind',
    upstreams: { claude: ['well', failing(503)] },
    config: COMPANY,
    steps: [
      { ask: { session: 'one' }, calls: { claude: 1 }, from: 'claude', used: 'config.targets[0]' },
      {
        ask: { session: 'one', body: { messages: conversation(THOUGHT, ANSWERED) } },
        calls: { claude: 1, b: 1 },
        from: 'b',
        used: 'config.targets[1]',
        sent: { b: { messages: conversation(ANSWERED) } },
        notes: ['The session changed its account'],
      },
    ],
  },
];

const NO_MODEL = { body: { model: undefined } };
const NAMED = 'claude-sonnet-4-20250514';

const MODELS: Scenario[] = [
  {
    name: 'gets the model of the config where the body has none',
    config: { provider: '@claude', override_params: { model: NAMED } },
    ask: NO_MODEL,
    calls: { claude: 1 },
    from: 'claude',
    sent: { claude: { model: NAMED } },
    row: { requested_model: null, ai_model: NAMED },
  },
  {
    name: 'gets the default model of the config where the body has none',
    config: { provider: '@a', default_params: { model: NAMED } },
    ask: NO_MODEL,
    calls: { a: 1 },
    from: 'a',
    row: { requested_model: null, ai_model: 'claude-sonnet-4@20250514' },
  },
  {
    name: 'gets the default model together with its provider',
    config: { default_params: { model: `@a/${NAMED}` } },
    ask: NO_MODEL,
    calls: { a: 1 },
    from: 'a',
  },
  {
    name: 'gets the body’s model in spite of a default one',
    config: { provider: '@claude', default_params: { model: 'claude-opus-4-8' } },
    calls: { claude: 1 },
    sent: { claude: { model: NAMED } },
  },
  {
    name: 'counts tokens with the model of the config',
    config: { provider: '@claude', override_params: { model: NAMED, max_tokens: 5 } },
    ask: { ...NO_MODEL, path: '/v1/messages/count_tokens' },
    calls: { claude: 1 },
    cost: 'free',
    sent: { claude: { model: NAMED, max_tokens: null } },
  },
  {
    name: 'is passed over without a model, where the next target has one',
    config: {
      strategy: { mode: 'fallback' },
      targets: [{ provider: '@a' }, { override_params: { model: `@b/${NAMED}` } }],
    },
    ask: NO_MODEL,
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[1]',
  },
  {
    name: 'is not asked when nobody names a model',
    config: { provider: '@a' },
    ask: NO_MODEL,
    status: 400,
    used: null,
    says: ['model: expected the name of a model as a string, but it is missing'],
    row: { error_code: 'missing_model', attempts: [], requested_model: null },
  },
  {
    name: 'is not asked for a model that is no name',
    config: { provider: '@a', default_params: { model: NAMED } },
    ask: { body: { model: 5 } },
    status: 400,
    used: null,
    says: ['model: expected the name of a model as a string, but it is 5'],
    row: { error_code: 'missing_model' },
  },
];

export const INLINE_PROVIDERS: readonly Scenario[] = [...CREDENTIALS, ...REFUSALS, ...HOSTS, ...ROUTING, ...MODELS];
