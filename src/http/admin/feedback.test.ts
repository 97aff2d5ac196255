import { describe, expect, it } from 'vitest';
import { exampleRow } from '../../storage/ports/log.suite.ts';
import type { Caller } from './scenario.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const WINDOW = 'time_of_generation_min=2020-01-01&time_of_generation_max=2020-12-31';

async function seedRated(caller: Caller, remember: (name: string, value: string) => void = () => undefined) {
  await seed(caller);
  const { world, send } = caller;
  world.logRows.push(
    exampleRow({ organisation_id: world.organisationId, workspace_id: world.workspaceId, api_key_id: 'service-key' }),
  );
  const { text } = await send('service', 'POST /feedback', { trace_id: 'trace-1', value: 8, weight: 0.5 });
  remember('id', String(JSON.parse(text).feedback_ids[0]));
}

describeScenarios(
  'feedback',
  [
    {
      name: 'several ratings come as an array',
      as: 'service',
      call: 'POST /feedback',
      body: [
        { trace_id: 'a', value: 1 },
        { trace_id: 'b', value: -10, metadata: { by: 'ada' } },
      ],
      status: 200,
      contains: ['"status":"success"', 'feedback_ids'],
    },
    {
      name: 'a value beyond the scale is refused at its field',
      as: 'service',
      call: 'POST /feedback',
      body: { trace_id: 'a', value: 11 },
      status: 400,
      contains: ['value'],
    },
    { name: 'a rating of no trace is refused', as: 'service', call: 'POST /feedback', body: { value: 1 }, status: 400 },
    {
      name: 'a reader cannot rate',
      as: 'reader',
      call: 'POST /feedback',
      body: { trace_id: 'a', value: 1 },
      status: 403,
    },
    { name: 'a rating is changed', as: 'service', call: 'PUT /feedback/{id}', body: { value: 3 }, status: 200 },
    {
      name: 'a rating of another workspace does not exist',
      as: 'neighbour',
      call: 'PUT /feedback/{id}',
      body: { value: 3 },
      status: 404,
    },
    {
      name: 'a filter that ratings do not know is refused, and not ignored',
      as: 'admin',
      call: `GET /analytics/graphs/feedbacks?${WINDOW}&status_code=200`,
      status: 400,
      contains: ['status_code'],
    },
    {
      name: 'another organisation sees no rating',
      as: 'stranger',
      call: `GET /analytics/graphs/feedbacks?${WINDOW}`,
      status: 200,
      contains: ['"total":0'],
    },
  ],
  seedRated,
);

describe('ratings', () => {
  it('count by score, model and time, know the request they are about, and filter the log', async () => {
    const caller = await openAdmin();
    await seedRated(caller);
    const { world, send } = caller;
    const day = 86_400_000;
    const [from, to] = [world.clock.now() - day, world.clock.now() + day].map((ms) => new Date(ms).toISOString());
    const ask = async (graph: string) =>
      JSON.parse(
        (
          await send(
            'service',
            `GET /analytics/graphs/${graph}?time_of_generation_min=${from}&time_of_generation_max=${to}`,
          )
        ).text,
      );
    expect((await ask('feedbacks')).summary).toEqual({ total: 1 });
    expect((await ask('feedbacks/weighted')).summary).toEqual({ avg: 4 });
    expect((await ask('feedbacks/scores')).data_points).toEqual([{ score: 8, total: 1 }]);
    expect((await ask('feedbacks/ai-models')).data_points).toEqual([
      { ai_model: 'claude-sonnet-4@20250514', total: 1, avg_weighted_feedback: 4 },
    ]);
    expect(JSON.parse((await send('service', 'GET /logs/req_1')).text).feedback).toEqual({ count: 1, average: 4 });
    await send('service', 'GET /logs?weighted_feedback_min=3.5');
    expect(world.logFilters.at(-1)?.traceIds).toEqual(['trace-1']);
    await send('service', 'GET /logs?weighted_feedback_max=3.5');
    expect(world.logFilters.at(-1)?.traceIds).toEqual([]);
  });
});

describeScenarios('saved filters of the log', [
  {
    name: 'one is saved',
    as: 'service',
    call: 'POST /logs/filters',
    body: { name: 'Failures', query: 'status:5xx' },
    status: 200,
    contains: ['"query":"status:5xx"'],
  },
  {
    name: 'one without a query is refused',
    as: 'service',
    call: 'POST /logs/filters',
    body: { name: 'Failures', query: ' ' },
    status: 400,
  },
  { name: 'who may not list logs has no filters', as: 'configurer', call: 'GET /logs/filters', status: 403 },
]);

it('a saved filter is everybody’s of the workspace, and nobody’s outside of it', async () => {
  const { send } = await openAdmin();
  const made = JSON.parse((await send('service', 'POST /logs/filters', { name: 'F', query: 'status:5xx' })).text);
  expect((await send('developer', 'GET /logs/filters')).text).toContain(made.id);
  expect((await send('neighbour', 'GET /logs/filters')).text).not.toContain(made.id);
  expect((await send('neighbour', `DELETE /logs/filters/${made.id}`)).status).toBe(404);
  expect((await send('stranger', `DELETE /logs/filters/${made.id}`)).status).toBe(404);
  expect((await send('developer', `DELETE /logs/filters/${made.id}`)).status).toBe(200);
  expect((await send('service', 'GET /logs/filters')).text).not.toContain(made.id);
});
