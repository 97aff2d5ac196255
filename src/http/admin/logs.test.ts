import { describe, expect, it } from 'vitest';
import { CHOSEN_KEY } from '../../control/control.suite.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import { exampleRow } from '../../storage/ports/log.suite.ts';
import type { NanoDollars, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { Caller } from './scenario.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

function logRow(id: string, tenant: { organisation: OrganisationId; workspace: WorkspaceId }): LogRow {
  return {
    ...exampleRow(),
    id,
    organisation_id: tenant.organisation,
    workspace_id: tenant.workspace,
    workspace_slug: 'ws-default',
    api_key_id: 'key-1',
    user_id: null,
    created_at: Date.UTC(2026, 10, 23),
    trace_id: 'trace-1',
    span_id: 'span-1',
    parent_span_id: null,
    span_name: 'POST /v1/messages',
    session_id: 'session-1',
    agent_id: null,
    parent_agent_id: null,
    metadata: { team: 'build' },
    request_method: 'POST',
    request_url: '/v1/messages?beta=true',
    operation: 'messages',
    user_agent: 'claude-cli/2.0 (external, cli)',
    request_headers: {
      'anthropic-version': '2023-06-01',
      'x-stainless-package-version': '0.94.0',
      'x-stainless-runtime': 'node',
      'x-stainless-runtime-version': 'v24.3.0',
      'x-portkey-provider': '@vertex-prod',
      'x-portkey-config': '[masked]',
    },
    is_proxy_call: false,
    stream_mode: true,
    response_status_code: 200,
    is_success: true,
    error_code: null,
    error_message: null,
    outcome: 'complete',
    provider_id: 'vertex-ai',
    provider_slug: 'vertex-prod',
    ai_model: 'claude-sonnet-4@20250514',
    requested_model: 'claude-sonnet-4-20250514',
    region: 'us-east5',
    config_id: null,
    config_version_id: null,
    strategy: 'single',
    last_used_option_index: 'config.targets[1]',
    retry_attempt_count: 1,
    cache_status: 'DISABLED',
    attempts: [],
    input_tokens: 10,
    output_tokens: 50,
    cache_read_tokens: 900,
    cache_write_5m_tokens: 90,
    cache_write_1h_tokens: null,
    thinking_tokens: null,
    web_search_requests: null,
    web_fetch_requests: null,
    cost_nano_usd: 12_345_678 as NanoDollars,
    discarded_nano_usd: null,
    unpriced: false,
    saved_nano_usd: null,
    prompt_cache_lost_tokens: null,
    prompt_cache_verdict: null,
    prompt_cache_detail: null,
    prompt_cache_missed_tokens: null,
    prompt_cache_saved_nano_usd: null,
    prompt_cache_wasted_nano_usd: null,
    price_book: 'test',
    response_time_ms: 1234.5,
    time_to_first_byte_ms: 200,
    stall_ms: 3,
    gateway_ms: 0.4,
    request_bytes: 300_000,
    response_bytes: 9000,
    betas_dropped: ['some-beta'],
    notes: [],
    request_body: 'blob-in',
    response_body: 'blob-out',
    guardrails: null,
  };
}

async function seedLogs(caller: Caller): Promise<void> {
  await seed(caller);
  const { world } = caller;
  world.logRows.push(logRow('req_ours', { organisation: world.organisationId, workspace: world.workspaceId }));
  world.logRows.push(logRow('req_theirs', { organisation: world.organisationId, workspace: world.otherWorkspaceId }));
  world.bodies.set('blob-in', '{"model":"claude"}');
  world.bodies.set('blob-out', 'event: message_start\n\n');
}

describeScenarios(
  'reading logs',
  [
    {
      name: 'an administrator sees every workspace',
      as: 'admin',
      call: 'GET /logs',
      status: 200,
      contains: ['req_ours', 'req_theirs', '"next_cursor":null'],
    },
    {
      name: 'a workspace key sees its own',
      as: 'reader',
      call: 'GET /logs',
      status: 200,
      contains: ['req_ours'],
      lacks: ['req_theirs'],
    },
    {
      name: 'an administrator names a workspace',
      as: 'admin',
      call: 'GET /logs?workspace_slug=ws-research',
      status: 200,
      contains: ['req_theirs'],
      lacks: ['req_ours'],
    },
    {
      name: 'a search finds text in the bodies, in any case, and tells how far it looked',
      as: 'admin',
      call: 'GET /logs?search=Message_START',
      status: 200,
      contains: ['req_ours', '"searched":{"rows":2'],
    },
    {
      name: 'a search that finds nothing is an empty page, and not an error',
      as: 'admin',
      call: 'GET /logs?search=nobody+wrote+this',
      status: 200,
      contains: ['"data":[]'],
      lacks: ['req_ours'],
    },
    {
      name: 'who may not see bodies cannot search in them',
      as: 'lister',
      call: 'GET /logs?search=claude',
      status: 403,
      lacks: ['req_ours'],
    },
    {
      name: 'a value with ! is left out',
      as: 'admin',
      call: 'GET /logs?status_code=!200,!404',
      status: 200,
      contains: ['"next_cursor":null'],
    },
    {
      name: 'a workspace key cannot name another',
      as: 'reader',
      call: 'GET /logs?workspace_slug=ws-research',
      status: 404,
      contains: ['AB02'],
    },
    { name: 'another organisation sees none', as: 'stranger', call: 'GET /logs', status: 200, contains: ['"data":[]'] },
    {
      name: 'another organisation cannot open one',
      as: 'stranger',
      call: 'GET /logs/req_ours',
      status: 404,
      contains: ['AB08'],
    },
    {
      name: 'a workspace key cannot open another workspace’s',
      as: 'reader',
      call: 'GET /logs/req_theirs',
      status: 404,
    },
    {
      name: 'a status that is none',
      as: 'admin',
      call: 'GET /logs?status_code=200,abc',
      status: 400,
      contains: ['status_code'],
    },
    {
      name: 'metadata that is no JSON',
      as: 'admin',
      call: 'GET /logs?metadata=team',
      status: 400,
      contains: ['metadata: must be'],
    },
    {
      name: 'a model without its AI service',
      as: 'admin',
      call: 'GET /logs?ai_org_model=claude',
      status: 400,
      contains: ['ai_org_model'],
    },
    {
      name: 'a filter that would be ignored',
      as: 'admin',
      call: 'GET /logs?prompt_slug=x',
      status: 400,
      contains: ['prompt_slug: '],
    },
    {
      name: 'a filter that does not exist',
      as: 'admin',
      call: 'GET /logs?modle=x',
      status: 400,
      contains: ['unknown field'],
    },
    {
      name: 'a numbered page together with a cursor',
      as: 'admin',
      call: 'GET /logs?current_page=2&cursor=x',
      status: 400,
      contains: ['current_page: cannot be combined with cursor'],
    },
    {
      name: 'a numbered page far behind',
      as: 'admin',
      call: 'GET /logs?current_page=101&page_size=100',
      status: 400,
      contains: ['current_page: reaches the newest 10000 rows only', 'next_cursor'],
    },
    {
      name: 'a numbered page behind the last row is empty',
      as: 'admin',
      call: 'GET /logs?current_page=100&page_size=100',
      status: 200,
      contains: ['"data":[]', '"next_cursor":null'],
    },
    {
      name: 'a numbered page between others',
      as: 'admin',
      call: 'GET /logs?current_page=1&page_size=1',
      status: 200,
      contains: ['req_theirs'],
      lacks: ['req_ours'],
    },
    { name: 'a page of a million', as: 'admin', call: 'GET /logs?limit=1000000', status: 400, contains: ['limit'] },
  ],
  seedLogs,
);

/** The contract's names (contract#log-rows). */
describeScenarios(
  'a key without logs.read',
  [
    {
      name: 'a developer’s key sees no row of a colleague’s',
      as: 'developer',
      call: 'GET /logs',
      status: 200,
      lacks: ['req_ours', 'req_theirs'],
    },
    {
      name: 'a developer’s key opens no row of a colleague’s',
      as: 'developer',
      call: 'GET /logs/req_ours',
      status: 404,
      contains: ['AB08'],
      lacks: ['claude'],
    },
    {
      name: 'a developer’s key does not get at a colleague’s by naming their key',
      as: 'developer',
      call: 'GET /logs?api_key_ids=key-1',
      status: 200,
      lacks: ['req_ours'],
    },
    {
      name: 'a developer’s key sees and opens its own',
      as: 'developer',
      call: 'GET /logs',
      status: 200,
      contains: ['req_own'],
    },
    {
      name: 'a developer’s key opens its own',
      as: 'developer',
      call: 'GET /logs/req_own',
      status: 200,
      contains: ['"_id":"req_own"'],
    },
  ],
  async (caller) => {
    await seedLogs(caller);
    const { organisationId: organisation, workspaceId: workspace } = caller.world;
    caller.world.logRows.push({ ...logRow('req_own', { organisation, workspace }), api_key_id: 'developer-key' });
  },
);

const CONTRACT_METRICS = [
  'id organisation_id organisation_name prompt_id prompt_version_id prompt_slug config_id config config_version_id',
  'created_at is_success ai_org ai_model req_units res_units total_units cost cost_currency request_url request_method',
  'response_status_code response_time is_proxy_call cache_status cache_type stream_mode retry_success_count trace_id',
  'span_id span_name parent_span_id mode virtual_key source runtime runtime_version sdk_version internal_trace_id',
  'last_used_option_index workspace_slug log_store_file_path_format metadata.key metadata.value api_key_id user_id',
  'gateway_processing_time upstream_response_time request_parsing_time pre_processing_time cache_processing_time',
  'response_parsing_time',
].flatMap((names) => names.split(' '));

describe('a log', () => {
  it('has the contract’s shape, with its bodies', async () => {
    const caller = await openAdmin();
    await seedLogs(caller);
    const log = JSON.parse((await caller.send('reader', 'GET /logs/req_ours')).text);
    expect(log).toMatchObject({
      _id: 'req_ours',
      created_at: '2026-11-23T00:00:00.000Z',
      request: {
        url: '/v1/messages?beta=true',
        method: 'POST',
        headers: { 'user-agent': 'claude-cli/2.0 (external, cli)', 'anthropic-version': '2023-06-01' },
        portkeyHeaders: { 'x-portkey-provider': '@vertex-prod', 'x-portkey-config': '[masked]' },
        body: { model: 'claude' },
      },
      response: {
        status: 200,
        headers: { 'request-id': 'req_ours', 'x-portkey-retry-attempt-count': '1' },
        responseTime: 1235,
        lastUsedOptionJsonPath: 'config.targets[1]',
        body: 'event: message_start\n\n',
      },
      metrics: {
        ai_org: 'vertex-ai',
        gateway_processing_time: 0.4,
        upstream_response_time: 1234.1,
        virtual_key: 'vertex-prod',
        req_units: 1000,
        res_units: 50,
        total_units: 1050,
        cost: 1.2345678,
        cost_nano_usd: 12_345_678,
        cost_currency: 'USD',
        stream_mode: 1,
        cache_type: null,
        retry_success_count: 1,
        last_used_option_index: 1,
        'metadata.key': ['team'],
        'metadata.value': ['build'],
      },
    });
  });

  it('has every field of the contract, with null for what there is not', async () => {
    const caller = await openAdmin();
    await seedLogs(caller);
    const { metrics } = JSON.parse((await caller.send('reader', 'GET /logs/req_ours')).text);
    for (const name of CONTRACT_METRICS) expect(metrics).toHaveProperty([name]);
    const organisation = await caller.world.records.within(caller.world.organisationId, (tx) => tx.organisation());
    expect(metrics).toMatchObject({
      organisation_name: organisation?.name,
      internal_trace_id: 'req_ours',
      source: 'claude-cli',
      runtime: 'node',
      runtime_version: 'v24.3.0',
      sdk_version: '0.94.0',
      config: null,
      prompt_id: null,
      prompt_version_id: null,
      prompt_slug: null,
      log_store_file_path_format: null,
    });
  });

  it('believes Portkey’s SDK about itself before the SDK that it wraps', async () => {
    const caller = await openAdmin();
    await seedLogs(caller);
    for (const row of caller.world.logRows) {
      row.user_agent = null;
      row.request_headers = { 'x-portkey-package-version': 'portkey-1.9', 'x-stainless-package-version': '4.1' };
    }
    const { metrics, request } = JSON.parse((await caller.send('reader', 'GET /logs/req_ours')).text);
    expect(metrics).toMatchObject({ sdk_version: 'portkey-1.9', runtime: null, source: null });
    expect(request.headers).toEqual({ 'x-stainless-package-version': '4.1' });
  });

  it('of before its headers were kept has none', async () => {
    const caller = await openAdmin();
    await seedLogs(caller);
    for (const row of caller.world.logRows) row.request_headers = null;
    const { metrics, request } = JSON.parse((await caller.send('reader', 'GET /logs/req_ours')).text);
    expect(metrics).toMatchObject({ sdk_version: null, source: 'claude-cli' });
    expect(request.portkeyHeaders).toEqual({});
  });

  it('names its config, also one that is gone, in the list as well', async () => {
    const caller = await openAdmin();
    await seedLogs(caller);
    const { data } = JSON.parse((await caller.send('admin', 'GET /configs/pc-main')).text);
    for (const row of caller.world.logRows) row.config_id = data.id;
    expect((await caller.send('admin', 'DELETE /configs/pc-main')).status).toBe(200);
    const list = JSON.parse((await caller.send('admin', 'GET /logs')).text);
    expect(list.data).toMatchObject([
      { id: 'req_ours', config_id: data.id, config: 'pc-main' },
      { id: 'req_theirs', config: 'pc-main' },
    ]);
  });

  it('says null for a body that retention took', async () => {
    const caller = await openAdmin();
    await seedLogs(caller);
    caller.world.bodies.clear();
    expect(JSON.parse((await caller.send('reader', 'GET /logs/req_ours')).text).request.body).toBeNull();
  });
});

describe('the filters of a log list', () => {
  it('reach the store in its own terms', async () => {
    const caller = await openAdmin();
    await seed(caller);
    const { data } = JSON.parse((await caller.send('reader', 'GET /configs/pc-main')).text);
    const query = new URLSearchParams({
      time_of_generation_min: '2026-11-01',
      time_of_generation_max: '2026-11-02T00:00:00+01:00',
      cost_min: '1.5',
      total_units_max: '100',
      status_code: '200, 429',
      virtual_keys: '@vertex-prod,other',
      configs: 'pc-main',
      metadata: '{"team":"build"}',
      ai_org_model: 'vertex-ai__claude-opus-4__x',
      session_id: 'session-1',
      cache_status: 'hit, Semantic Hit',
      users: 'ada, !bob',
      error_codes: '!upstream_error',
    });
    expect((await caller.send('reader', `GET /logs?${query.toString()}`)).status).toBe(200);
    expect(caller.world.logFilters).toEqual([
      {
        organisationId: caller.world.organisationId,
        workspaceId: caller.world.workspaceId,
        from: Date.UTC(2026, 10, 1),
        to: Date.UTC(2026, 10, 1, 23),
        costMinNanoUsd: 15_000_000,
        totalTokensMax: 100,
        statusCodes: [200, 429],
        providerSlugs: ['vertex-prod', 'other'],
        configIds: ['pc-main', data.id],
        metadata: { team: 'build' },
        providerModels: [{ providerId: 'vertex-ai', model: 'claude-opus-4__x' }],
        cacheStatuses: ['HIT', 'SEMANTIC HIT'],
        users: ['ada'],
        sessionId: 'session-1',
        except: { users: ['bob'], errorCodes: ['upstream_error'] },
      },
    ]);
  });
});

describe('the tools of a session', () => {
  const CALL = {
    type: 'message',
    role: 'assistant',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { timeout: 5, command: 'npm   test' } }],
    stop_reason: 'tool_use',
    usage: { input_tokens: 1, output_tokens: 1 },
  };

  async function open() {
    const caller = await openAdmin();
    await seedLogs(caller);
    const owner = { organisation: caller.world.organisationId, workspace: caller.world.workspaceId };
    const row = (id: string, more: Partial<LogRow>) =>
      caller.world.logRows.push({
        ...logRow(id, owner),
        session_id: 'a session',
        response_body: `body-of-${id}`,
        ...more,
      });
    caller.world.bodies.set('body-of-req_calls', JSON.stringify(CALL));
    caller.world.bodies.set('body-of-req_ends', JSON.stringify(CALL));
    row('req_calls', { stop_reason: 'tool_use' });
    row('req_ends', { stop_reason: 'end_turn' });
    row('req_gone', { stop_reason: 'tool_use' });
    return caller;
  }

  it('are named out of the answers that were kept, with the first text of their input', async () => {
    const { send } = await open();
    const { status, text } = await send('admin', 'GET /logs/sessions/a%20session/tool-calls');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      object: 'list',
      data: [
        {
          log_id: 'req_calls',
          calls: [{ id: 'toolu_1', name: 'Bash', summary: 'npm test', input_characters: expect.any(Number) }],
        },
      ],
      is_complete: true,
    });
  });

  it('are shown to nobody who may not read bodies, and to no other tenant', async () => {
    const { send } = await open();
    expect((await send('lister', 'GET /logs/sessions/a%20session/tool-calls')).status).toBe(403);
    expect((await send('stranger', 'GET /logs/sessions/a%20session/tool-calls')).text).toContain('"data":[]');
  });

  it('say that there are more when the answers are longer than are read at once', async () => {
    const { send, world } = await open();
    const long = JSON.stringify({ ...CALL, padding: 'x'.repeat(2 * 1024 * 1024) });
    world.bodies.set('body-of-req_calls', long);
    for (let index = 0; index < 12; index += 1) {
      const owner = { organisation: world.organisationId, workspace: world.workspaceId };
      const facts = { session_id: 'a session', response_body: 'body-of-req_calls', stop_reason: 'tool_use' };
      world.logRows.push({ ...logRow(`req_more_${index}`, owner), ...facts });
    }
    const { text } = await send('admin', 'GET /logs/sessions/a%20session/tool-calls');
    expect(JSON.parse(text)).toMatchObject({ is_complete: false });
  });
});

it('a gateway key in what somebody brings to the log is masked, also one that looks like nothing', async () => {
  const { send, world } = await openAdmin();
  const answered = await send('service', 'POST /logs', {
    request: { url: `https://api.example/${CHOSEN_KEY}`, body: { model: 'm' } },
    response: { body: {} },
    metadata: { note: `sent with ${CHOSEN_KEY}` },
  });
  expect(answered.status).toBe(200);
  const [row] = world.logRows;
  expect(row?.metadata).toEqual({ note: 'sent with [masked:key]' });
  expect(JSON.stringify(row)).not.toContain(CHOSEN_KEY);
});

describe('what somebody brings to the log', () => {
  const insert = async (request: object, response: object) => {
    const { send, world } = await openAdmin();
    const sent = await send('service', 'POST /logs', {
      request: { url: 'https://api.example/x', ...request },
      response,
    });
    expect(sent.status, sent.text).toBe(200);
    const [row] = world.logRows;
    return row;
  };
  const usage = {
    prompt_tokens: 1000,
    completion_tokens: 200,
    total_tokens: 1200,
    prompt_tokens_details: { cached_tokens: 600 },
  };
  const choices = [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }];
  const answer = { id: 'c', object: 'chat.completion', created: 1, model: 'gpt-4o', choices, usage };

  it('costs what its answer used, cached tokens at their own price', async () => {
    const row = await insert({ provider: 'openai', body: { model: 'gpt-4o' } }, { body: answer });
    // $2.50, $1.25 cached and $10 for a million tokens of gpt-4o.
    expect(row).toMatchObject({
      cost_nano_usd: 400 * 2500 + 600 * 1250 + 200 * 10_000,
      unpriced: false,
      input_tokens: 400,
      cache_read_tokens: 600,
      output_tokens: 200,
      stop_reason: 'stop',
    });
  });

  it('is unpriced, and never free, where nobody can say what it cost', async () => {
    const nameless = await insert({ body: { model: 'gpt-4o' } }, { body: answer });
    expect(nameless).toMatchObject({ cost_nano_usd: null, unpriced: true, input_tokens: 400 });
    expect(nameless?.notes.join(' ')).toContain('request.provider');
    const silent = await insert({ provider: 'openai', body: { model: 'gpt-4o' } }, { body: { ok: true } });
    expect(silent).toMatchObject({ cost_nano_usd: null, unpriced: true });
  });

  it('shows what was counted, cached tokens too, where the body is no whole answer', async () => {
    const counted = { input_tokens: 5, output_tokens: 2, cache_read_input_tokens: 3 };
    const row = await insert({ provider: 'anthropic', body: {} }, { body: { usage: counted } });
    expect(row).toMatchObject({ input_tokens: 5, output_tokens: 2, cache_read_tokens: 3, unpriced: true });
  });

  it('that failed cost nothing that is known', async () => {
    const row = await insert({ provider: 'openai', body: {} }, { status: 500, body: { error: { message: 'no' } } });
    expect(row).toMatchObject({ cost_nano_usd: null, unpriced: false, is_success: false });
  });
});
