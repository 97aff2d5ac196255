/** What every engine of the log's writer and reader must do, as one suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../kernel/errors.ts';
import type { NanoDollars, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { LogFilter, LogRow } from './log.ts';
import { FIELD_ENTRIES, type Field } from './log/fields.ts';
import type { LogReader } from './log/reader.ts';
import type { LogWriter } from './log/writer.ts';

type Log = LogWriter & LogReader & { close(): Promise<void> };

const organisationId = 'org_acme' as OrganisationId;
const workspaceId = 'ws_team' as WorkspaceId;
const ours: LogFilter = { organisationId, workspaceId };

/** A value of the column's type. */
function anyValue(name: string, field: Field): unknown {
  if (field.type === 'boolean') return true;
  if (field.type !== 'json') return field.type === 'text' ? name : 1;
  if (field.holds === 'texts-by-name') return { [name]: name };
  return field.holds === 'texts' ? [name] : [{ name }];
}

/** A row with every field filled, and the changes asked for. A column that is not named here has any value of its type. */
export function exampleRow(changes: Partial<LogRow> = {}): LogRow {
  const filled = Object.fromEntries(FIELD_ENTRIES.map(([name, field]) => [name, anyValue(name, field)]));
  return {
    ...(filled as unknown as LogRow),
    id: 'req_1',
    organisation_id: organisationId,
    workspace_id: workspaceId,
    workspace_slug: 'team',
    api_key_id: 'key_1',
    user_id: 'ada',
    created_at: 1_760_000_000_000,
    trace_id: 'trace-1',
    span_id: 'span-1',
    parent_span_id: null,
    span_name: 'claude',
    session_id: 'session-1',
    agent_id: 'agent-1',
    parent_agent_id: null,
    metadata: { team: 'core', _user: 'ada' },
    request_method: 'POST',
    request_url: '/v1/messages?beta=true',
    operation: 'messages',
    user_agent: 'claude-cli/2.1.0',
    request_headers: { 'anthropic-version': '2023-06-01', 'x-portkey-provider': '@vertex' },
    is_proxy_call: false,
    stream_mode: true,
    response_status_code: 200,
    is_success: true,
    error_code: null,
    error_message: null,
    stop_reason: 'end_turn',
    outcome: 'complete',
    provider_id: 'vertex-ai',
    provider_slug: 'vertex',
    ai_model: 'claude-sonnet-4@20250514',
    requested_model: 'claude-sonnet-4-20250514',
    region: 'europe-west1',
    config_id: 'pc-main-1a2b',
    config_version_id: 'cfv_1',
    strategy: 'single',
    last_used_option_index: 'config',
    retry_attempt_count: 1,
    cache_status: 'DISABLED',
    attempts: [
      {
        target: 'config',
        provider: 'vertex',
        model: 'claude-sonnet-4@20250514',
        status: 200,
        reason: 'answered',
        wait_ms: 0,
        started_ms: 1.25,
        duration_ms: 900.5,
        upstream_request_id: null,
        span_id: 'span-2',
        usage: null,
        cost_nano_usd: null,
        unpriced: false,
        unpriced_because: null,
      },
    ],
    input_tokens: 100,
    output_tokens: 20,
    cache_read_tokens: 5_000,
    cache_write_5m_tokens: 300,
    cache_write_1h_tokens: 0,
    thinking_tokens: 7,
    web_search_requests: 0,
    web_fetch_requests: null,
    cost_nano_usd: 3_141_592 as NanoDollars,
    discarded_nano_usd: null,
    unpriced: false,
    saved_nano_usd: null,
    prompt_cache_lost_tokens: null,
    prompt_cache_verdict: null,
    prompt_cache_detail: null,
    prompt_cache_missed_tokens: null,
    prompt_cache_saved_nano_usd: null,
    prompt_cache_wasted_nano_usd: null,
    price_book: 'genai-prices 0.1.8',
    response_time_ms: 1_234.5678,
    time_to_first_byte_ms: 432.1,
    stall_ms: 0,
    gateway_ms: 0.789,
    request_bytes: 300_000,
    response_bytes: 40_000,
    betas_dropped: ['context-1m-2025-08-07'],
    notes: [],
    request_body: '1:0:100',
    response_body: null,
    guardrails: [
      {
        id: 'pg-secrets',
        side: 'input',
        outcome: 'changed',
        ms: 0.5,
        checks: [{ id: 'tollgate.secrets', verdict: true, error: null, ms: 0.4, found: 'AWS_KEY=2' }],
      },
    ],
    guardrails_ms: 0.5,
    ...changes,
  };
}

/**
 * `open` gives a log that is empty at first and the same one when it is called again within a test. `release` is called after
 * each test, for one that takes long to open: it may empty the log in place of closing it.
 */
export function describeLog(open: () => Promise<Log>, release = (log: Log): Promise<void> => log.close()): void {
  describe('the log port', () => {
    let log: Log;
    beforeEach(async () => {
      log = await open();
    });
    afterEach(() => release(log));

    const idsOf = async (filter: Partial<LogFilter>) => {
      const { rows } = await log.list({ ...ours, ...filter }, { limit: 100 });
      return rows.map((row) => row.id);
    };

    it('gives a row back as it was appended, field by field', async () => {
      const row = exampleRow();
      await log.append(row);
      expect(await log.get({ organisationId, workspaceId }, 'req_1')).toEqual(row);
      expect((await log.list(ours, { limit: 10 })).rows).toEqual([row]);
    });

    it('keeps what is null as null, which is not the same as nothing or zero', async () => {
      const failed = exampleRow({
        user_id: null,
        request_headers: null,
        metadata: {},
        attempts: [],
        betas_dropped: [],
        input_tokens: null,
        cost_nano_usd: null,
        time_to_first_byte_ms: null,
        cache_write_1h_tokens: 0,
      });
      await log.append(failed);
      expect(await log.get(ours, 'req_1')).toEqual(failed);
    });

    it.each(['line\nbreak', '"quoted" \\ back', "it's", 'nul \u0000', 'ключ 🔑', '\u2028', 'C:\\udump', '\\ud83d'])(
      'keeps the text %j',
      async (text) => {
        const row = exampleRow({ request_url: text, metadata: { [text]: text }, notes: [text] });
        await log.append(row);
        expect(await log.get(ours, 'req_1')).toEqual(row);
      },
    );

    it('keeps a row whose text is not well-formed Unicode, mended', async () => {
      await log.append(exampleRow({ requested_model: 'half \ud83d pair', metadata: { '\udc00': 'x' } }));
      const row = await log.get(ours, 'req_1');
      expect(row).toMatchObject({ requested_model: 'half \ufffd pair', metadata: { '\ufffd': 'x' } });
    });

    it('keeps the largest integers exactly', async () => {
      await log.append(exampleRow({ cost_nano_usd: Number.MAX_SAFE_INTEGER as NanoDollars }));
      expect((await log.get(ours, 'req_1'))?.cost_nano_usd).toBe(Number.MAX_SAFE_INTEGER);
    });

    it('shows no row to another tenant', async () => {
      await log.append(exampleRow());
      const stranger = 'org_other' as OrganisationId;
      const neighbour = 'ws_rivals' as WorkspaceId;
      expect(await log.get({ organisationId: stranger }, 'req_1')).toBeNull();
      expect(await log.get({ organisationId, workspaceId: neighbour }, 'req_1')).toBeNull();
      expect(await idsOf({ organisationId: stranger })).toEqual([]);
      expect(await idsOf({ workspaceId: neighbour })).toEqual([]);
      expect((await log.list({ organisationId }, { limit: 1 })).rows).toHaveLength(1);
    });

    it('pages newest first through rows of the same millisecond, each exactly once', async () => {
      for (let n = 0; n < 25; n += 1) {
        await log.append(
          exampleRow({ id: `req_${String(n).padStart(2, '0')}`, created_at: 1_000 + Math.floor(n / 10) }),
        );
      }
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await log.list(ours, cursor === null ? { limit: 10 } : { limit: 10, cursor });
        seen.push(...page.rows.map((row) => row.id));
        cursor = page.nextCursor;
        await log.append(exampleRow({ id: `late_${seen.length}`, created_at: 9_000 }));
      } while (cursor !== null);
      expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `req_${String(24 - n).padStart(2, '0')}`));
    });

    it('ends the pages when the last one is just full', async () => {
      for (const id of ['req_1', 'req_2']) await log.append(exampleRow({ id }));
      expect((await log.list(ours, { limit: 2 })).nextCursor).toBeNull();
    });

    it.each(['', 'nonsense', 'WzFd', "' OR 1=1 --"])('answers the cursor %j with a clear error', async (cursor) => {
      const listing = log.list(ours, { limit: 10, cursor });
      await expect(listing).rejects.toThrow(GatewayError);
      await expect(listing).rejects.toMatchObject({ code: 'invalid_request' });
    });

    describe('filters', () => {
      const all = ['plain', 'costly', 'failed'];
      beforeEach(async () => {
        await log.append(exampleRow({ id: 'plain', created_at: 3_000 }));
        await log.append(
          exampleRow({
            id: 'costly',
            created_at: 2_000,
            input_tokens: 9_000,
            output_tokens: 4_000,
            cost_nano_usd: 9_000_000_000 as NanoDollars,
            provider_id: 'anthropic',
            provider_slug: 'direct',
            config_id: null,
            api_key_id: 'key_2',
            metadata: { team: 'core', 'odd "key".$[0] \\ \'': 'a%_b' },
            trace_id: 'trace-2',
            span_id: 'span-2',
            session_id: 'session-2',
            cache_status: 'SEMANTIC HIT',
          }),
        );
        await log.append(
          exampleRow({
            id: 'failed',
            created_at: 1_000,
            response_status_code: 503,
            ai_model: 'claude-opus-4@20250514',
            input_tokens: null,
            output_tokens: null,
            cache_read_tokens: null,
            cost_nano_usd: null,
            metadata: {},
          }),
        );
      });

      const cases: [string, Partial<LogFilter>, string[]][] = [
        ['nothing asked', {}, all],
        ['from, inclusive', { from: 2_000 }, ['plain', 'costly']],
        ['to, exclusive', { to: 2_000 }, ['failed']],
        ['ended from, whenever it began', { endedFrom: 3_234 }, ['plain', 'costly']],
        ['total tokens, cache included', { totalTokensMin: 5_420, totalTokensMax: 5_420 }, ['plain']],
        ['rows without usage match no tokens', { totalTokensMin: 0 }, ['plain', 'costly']],
        ['prompt tokens', { promptTokensMin: 101, promptTokensMax: 9_000 }, ['costly']],
        ['completion tokens', { completionTokensMin: 20, completionTokensMax: 20 }, ['plain']],
        ['least cost', { costMinNanoUsd: 9_000_000_000 }, ['costly']],
        ['most cost', { costMaxNanoUsd: 8_999_999_999 }, ['plain']],
        ['status codes', { statusCodes: [500, 503] }, ['failed']],
        ['no status code at all', { statusCodes: [] }, []],
        ['provider slugs', { providerSlugs: ['direct', 'unknown'] }, ['costly']],
        ['config ids', { configIds: ['pc-main-1a2b'] }, ['plain', 'failed']],
        ['API keys', { apiKeyIds: ['key_2'] }, ['costly']],
        ['cache statuses', { cacheStatuses: ['HIT', 'SEMANTIC HIT'] }, ['costly']],
        ['models', { models: ['claude-opus-4@20250514'] }, ['failed']],
        ['metadata', { metadata: { team: 'core' } }, ['plain', 'costly']],
        ['all metadata asked for', { metadata: { team: 'core', _user: 'ada' } }, ['plain']],
        ['metadata, whole values only', { metadata: { team: 'cor' } }, []],
        ['metadata under an odd key', { metadata: { 'odd "key".$[0] \\ \'': 'a%_b' } }, ['costly']],
        ['metadata under a key that is SQL', { metadata: { "x') OR ('1'='1": 'y' } }, []],
        ['provider and model as a pair', { providerModels: [{ providerId: 'anthropic', model: 'gpt' }] }, []],
        [
          'one of several pairs',
          {
            providerModels: [
              { providerId: 'anthropic', model: 'claude-sonnet-4@20250514' },
              { providerId: 'vertex-ai', model: 'claude-opus-4@20250514' },
            ],
          },
          ['costly', 'failed'],
        ],
        ['people, those named in metadata, and keys where nobody is known', { users: ['ada'] }, all],
        ['operations', { operations: ['embed'] }, []],
        ['several traces', { traceIds: ['trace-2', 'unknown'] }, ['costly']],
        ['a provider left out', { except: { providerSlugs: ['vertex'] } }, ['costly']],
        ['values left out keep rows that have none', { except: { configIds: ['pc-main-1a2b'] } }, ['costly']],
        ['nothing left out', { except: { models: [] } }, all],
        ['wanted and left out at once', { statusCodes: [200], except: { apiKeyIds: ['key_2'] } }, ['plain']],
        ['trace', { traceId: 'trace-2' }, ['costly']],
        ['span', { spanId: 'span-2' }, ['costly']],
        ['session', { sessionId: 'session-2' }, ['costly']],
        ['those for which a guardrail held', { hasGuardrails: true }, all],
        ['several at once', { traceId: 'trace-1', statusCodes: [200], metadata: { team: 'core' } }, ['plain']],
      ];
      it.each(cases)('%s', async (_name, filter, expected) => {
        expect(await idsOf(filter)).toEqual(expected);
      });
    });

    it('has every row after it was closed and opened again', async () => {
      await log.append(exampleRow({ id: 'before' }));
      await log.close();
      log = await open();
      await log.append(exampleRow({ id: 'after' }));
      expect((await idsOf({})).sort()).toEqual(['after', 'before']);
    });

    it('refuses a row once it is closed, instead of losing it', async () => {
      await log.close();
      await expect(log.append(exampleRow())).rejects.toThrow('closed');
    });
  });
}
