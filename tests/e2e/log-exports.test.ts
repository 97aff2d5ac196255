/** Exports of a real log, and calls that are logged from elsewhere. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  world.fake.onMessages(() => answer([text('a fine answer')]));
  for (let index = 0; index < 3; index += 1)
    await world.ask({ body: QUESTION, headers: { 'x-portkey-metadata': `{"turn":"${index}"}` } });
});
afterAll(() => world.close());

async function exported(body: object): Promise<{ total: number; lines: Record<string, unknown>[] }> {
  const made = await world.admin('POST', '/v1/logs/exports', body);
  const id = stringAt(made, 'id');
  await world.admin('POST', `/v1/logs/exports/${id}/start`);
  await world.ask({ body: QUESTION });
  const link = await world.admin('GET', `/v1/logs/exports/${id}/download`);
  const file = await fetch(stringAt(link, 'signed_url'));
  expect(file.headers.get('content-type')).toContain('application/jsonl');
  const lines = (await file.text()).trim().split('\n');
  return {
    total: Number(isRecord(made) ? made['total'] : Number.NaN),
    lines: lines.map((line): Record<string, unknown> => JSON.parse(line)),
  };
}

it('an export counts the rows that match, and has no row that came after its start', async () => {
  const { total, lines } = await exported({
    filters: { metadata: { turn: '1' }, status_code: '200' },
    requested_data: ['id', 'metadata', 'cost', 'request', 'response'],
  });
  expect(total).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ metadata: { turn: '1' }, cost: expect.any(Number) });
  expect(JSON.stringify(lines[0]?.['request'])).toContain('max_tokens');
  expect(JSON.stringify(lines[0]?.['response'])).toContain('a fine answer');
  const all = await exported({ filters: {}, requested_data: ['id'] });
  expect(all.lines).toHaveLength(all.total);
});

it('a call that went elsewhere is logged with its bodies and tokens, and counts in analytics', async () => {
  const key = await world.makeKey({ scopes: ['logs.write', 'logs.list', 'logs.view', 'logs.read'] });
  const answered = await fetch(`${world.url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-portkey-api-key': key.key },
    body: JSON.stringify([
      {
        request: { url: 'https://elsewhere.example/v1/chat', body: { model: 'gpt-x', messages: [] } },
        response: { status: 200, body: { usage: { prompt_tokens: 11, completion_tokens: 7 } }, response_time: 420 },
        metadata: { traceId: 'outside-1', team: 'lab' },
      },
      { request: { url: 'https://elsewhere.example', body: {} }, response: { status: 503, body: 'busy' } },
    ]),
  });
  expect(answered.status).toBe(200);
  const { log_ids: ids } = (await answered.json()) as { log_ids: string[] };
  expect(ids).toHaveLength(2);
  const row = await world.admin('GET', `/v1/logs/${ids[0] ?? ''}`);
  expect(row).toMatchObject({
    request: { url: 'https://elsewhere.example/v1/chat', body: { model: 'gpt-x' } },
    response: { status: 200, responseTime: 420 },
    metrics: { trace_id: 'outside-1', req_units: 11, res_units: 7, is_success: true, operation: 'custom' },
  });
  expect(JSON.stringify(row)).toContain('"lab"');
  const failed = await world.admin('GET', `/v1/logs?status_code=503`);
  expect(JSON.stringify(failed)).toContain(ids[1] ?? '');
});
