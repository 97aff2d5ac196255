import { describe, expect, it } from 'vitest';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const WINDOW = 'time_of_generation_min=2026-11-01T00:00:00Z&time_of_generation_max=2026-11-02T00:00:00Z';

describeScenarios('analytics', [
  {
    name: 'a graph has the envelope of the contract, and money in cents',
    as: 'admin',
    call: `GET /analytics/graphs/cost?${WINDOW}`,
    status: 200,
    contains: [
      '"object":"analytics-graph"',
      '"summary":{"total":2,"avg":null',
      '"timestamp":"2026-11-01T00:00:00.000Z"',
    ],
  },
  {
    name: 'the summary of the cache has the figures of the contract by their names',
    as: 'admin',
    call: `GET /analytics/summary/cache?${WINDOW}`,
    status: 200,
    contains: ['"object":"analytics-summary"', '"hits":', '"avg_latency":', '"total_requests":', '"cache_speedup":'],
  },
  {
    name: 'a group has the name that the contract gives its key',
    as: 'admin',
    call: `GET /analytics/groups/ai-models?${WINDOW}`,
    status: 200,
    contains: ['"object":"list","total":1', '"ai_model":"=model', '"cost":1', '"object":"analytics-group"'],
  },
  {
    name: 'providers have a list of groups, named as the log names them',
    as: 'admin',
    call: `GET /analytics/groups/providers?${WINDOW}`,
    status: 200,
    contains: ['"virtual_key":"=provider'],
  },
  {
    name: 'a query answers with the measures it asks for, and with no others',
    as: 'admin',
    call: `GET /analytics/query?group_by=model&measures=guardrail_denied,tokens&format=csv&${WINDOW}`,
    status: 200,
    contains: ['guardrail_denied', 'tokens'],
  },
  {
    name: 'a measure that there is not is refused by its place',
    as: 'admin',
    call: `GET /analytics/query?group_by=model&measures=tokens,weather&${WINDOW}`,
    status: 400,
    contains: ['measures'],
  },
  {
    name: 'any key of the metadata can be grouped by',
    as: 'service',
    call: `GET /analytics/groups/metadata/team?${WINDOW}`,
    status: 200,
    contains: ['"metadata_value":"=metadata.team'],
  },
  {
    name: 'a table for a spreadsheet begins no cell like a formula',
    as: 'admin',
    call: `GET /analytics/query?group_by=model&format=csv&${WINDOW}`,
    status: 200,
    contains: [String.raw`\r\n\"'=model, \"\"quoted\"\"\",`],
  },
  {
    name: 'a dimension that there is not is told those that there are',
    as: 'admin',
    call: `GET /analytics/query?group_by=colour&${WINDOW}`,
    status: 400,
    contains: ['metadata.<key>'],
  },
  {
    name: 'a question without a window is refused, and so is one that ends before it begins',
    as: 'admin',
    call: 'GET /analytics/series?group_by=model',
    status: 400,
    contains: ['time_of_generation_min'],
  },
  {
    name: 'a window that ends before it begins is refused',
    as: 'admin',
    call: 'GET /analytics/graphs/requests?time_of_generation_min=2026-11-02&time_of_generation_max=2026-11-01',
    status: 400,
    contains: ['must be later'],
  },
  {
    name: 'a key without analytics.view cannot ask',
    as: 'keeper',
    call: `GET /analytics/graphs/requests?${WINDOW}`,
    status: 403,
    contains: ['analytics.view'],
  },
]);

describe('whose rows analytics are about', () => {
  it('a key asks about its own requests, whatever it names, unless it may read those of the workspace', async () => {
    const { send, world } = await openAdmin();
    const { developer } = world.actors;
    if (developer?.kind !== 'api-key') throw new Error('The world has no developer.');
    world.actors['analyst'] = { ...developer, scopes: ['analytics.view'] };
    await send('analyst', `GET /analytics/graphs/requests?${WINDOW}`);
    expect(world.logFilters.at(-1)).toMatchObject({
      organisationId: world.organisationId,
      workspaceId: world.workspaceId,
      apiKeyIds: [developer.id],
    });
    await send('analyst', `GET /analytics/query?group_by=user&${WINDOW}&api_key_ids=somebody-else`);
    expect(world.logFilters.at(-1)?.apiKeyIds).toEqual([]);
    await send('admin', `GET /analytics/series?group_by=user&${WINDOW}`);
    expect(world.logFilters.at(-1)?.apiKeyIds).toBeUndefined();
    await world.records.close();
  });
});

describe('the groups of a key of the metadata', () => {
  it('say how their requests were rated, on average by weight, and how many were', async () => {
    const caller = await openAdmin();
    await seed(caller);
    const ask = async () => {
      const { text } = await caller.send('service', `GET /analytics/groups/metadata/team?${WINDOW}`);
      return (JSON.parse(text) as { data: object[] }).data[0];
    };
    expect(await ask()).toMatchObject({ avg_weighted_feedback: null, requests_with_feedback: 0 });
    const { organisationId, workspaceId } = caller.world;
    const rating = { organisationId, workspaceId, traceId: 't', metadata: {}, model: null, apiKeyId: null };
    const createdAt = Date.UTC(2100, 0, 1);
    await caller.world.records.within(organisationId, async (tx) => {
      await tx.feedback.insert({ ...rating, id: 'f1', value: 8, weight: 0.5, createdAt });
      await tx.feedback.insert({ ...rating, id: 'f2', value: -2, weight: 1, createdAt });
    });
    expect(await ask()).toMatchObject({ avg_weighted_feedback: 1, requests_with_feedback: 3 });
  });
});
