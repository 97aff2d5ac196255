/** Exports of the log over the admin API: drafts, the file behind its link, and what must not be fetched. */
import { describe, expect, it } from 'vitest';
import { exampleRow } from '../../storage/ports/log.suite.ts';
import type { Caller } from './scenario.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const DRAFT = { filters: { cost_min: 0 }, requested_data: ['id', 'cost', 'metadata'], description: 'October' };
const MINUTE_MS = 60_000;

async function seedRows(caller: Caller, remember: (name: string, value: string) => void = () => undefined) {
  await seed(caller);
  const { world, send } = caller;
  for (const index of [1, 2, 3]) {
    const at = world.clock.now() - index * MINUTE_MS;
    const owner = { organisation_id: world.organisationId, workspace_id: world.workspaceId };
    world.logRows.push(exampleRow({ ...owner, id: `req_${index}`, api_key_id: 'service-key', created_at: at }));
  }
  const { text } = await send('service', 'POST /logs/exports', DRAFT);
  remember('id', String(JSON.parse(text).id));
}

describeScenarios(
  'log exports',
  [
    {
      name: 'say how many rows there are, before anything is read',
      as: 'service',
      call: 'POST /logs/exports',
      body: DRAFT,
      status: 200,
      contains: ['"total":', '"object":"export"'],
      audit: ['log_export.create'],
    },
    {
      name: 'take metadata as an object, as official clients send it',
      as: 'service',
      call: 'POST /logs/exports',
      body: { filters: { metadata: { team: 'nobody' } }, requested_data: ['id'] },
      status: 200,
      audit: ['log_export.create'],
    },
    {
      name: 'a member that no line has is refused at its place',
      as: 'service',
      call: 'POST /logs/exports',
      body: { ...DRAFT, requested_data: ['id', 'password'] },
      status: 400,
      contains: ['requested_data[1]'],
    },
    {
      name: 'a filter that is none is refused, and not ignored',
      as: 'service',
      call: 'POST /logs/exports',
      body: { ...DRAFT, filters: { colour: 'red' } },
      status: 400,
      contains: ['colour'],
    },
    {
      name: 'a caller who may not export is refused',
      as: 'reader',
      call: 'POST /logs/exports',
      body: DRAFT,
      status: 403,
    },
    {
      name: 'a draft is changed',
      as: 'service',
      call: 'PUT /logs/exports/{id}',
      body: { filters: { page_size: 2 } },
      status: 200,
      contains: ['"total":2'],
      audit: ['log_export.update'],
    },
    {
      name: 'a draft has nothing to fetch',
      as: 'service',
      call: 'GET /logs/exports/{id}/download',
      status: 400,
      contains: ['Start it first'],
    },
    {
      name: 'are listed',
      as: 'service',
      call: 'GET /logs/exports',
      status: 200,
      contains: ['"description":"October"', '"status":"draft"'],
    },
    {
      name: 'tell which members the organisation lets nobody export',
      as: 'service',
      call: 'GET /logs/exports/field-restrictions',
      status: 200,
      contains: ['"deniedFields":[]', '"allowed_fields":["id"'],
    },
    {
      name: 'of another workspace are nobody’s to ask for',
      as: 'service',
      call: 'GET /logs/exports/field-restrictions?workspace_id=workspace-b',
      status: 404,
    },
    { name: 'another tenant sees nothing', as: 'stranger', call: 'GET /logs/exports/{id}', status: 404 },
    { name: 'another workspace sees nothing', as: 'neighbour', call: 'GET /logs/exports/{id}', status: 404 },
  ],
  seedRows,
);

describe('the file of an export', () => {
  async function started(body: object = DRAFT) {
    const caller = await openAdmin();
    await seedRows(caller);
    const { text } = await caller.send('service', 'POST /logs/exports', body);
    const id = String(JSON.parse(text).id);
    await caller.send('service', `POST /logs/exports/${id}/start`);
    const link = await caller.send('service', `GET /logs/exports/${id}/download`);
    const url = new URL(String(JSON.parse(link.text).signed_url), 'http://tollgate.test');
    return { ...caller, id, url };
  }

  async function fetchFile({ app }: Pick<Caller, 'app'>, url: URL): Promise<{ status: number; lines: string[] }> {
    const answer = await app.request(`${url.pathname}${url.search}`, {}, { incoming: { socket: {}, headers: {} } });
    return { status: answer.status, lines: (await answer.text()).split('\n').filter((line) => line !== '') };
  }

  it('is fetched by the link alone: JSON lines, newest first, with what was asked for and nothing else', async () => {
    const caller = await started();
    const { status, lines } = await fetchFile(caller, caller.url);
    expect(status).toBe(200);
    const rows = lines.map((line): Record<string, unknown> => JSON.parse(line));
    expect(rows.map(({ id }) => id)).toEqual(['req_1', 'req_2', 'req_3']);
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'cost', 'metadata']);
  });

  it('is the page that was asked for', async () => {
    const caller = await started({ ...DRAFT, filters: { page_size: 1, current_page: 1 } });
    const { lines } = await fetchFile(caller, caller.url);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['req_2']);
  });

  it('does not open with a token that is made up, is of another export, or has ended', async () => {
    const caller = await started();
    const other = await caller.send('service', 'POST /logs/exports', DRAFT);
    const { id: otherId } = JSON.parse(other.text) as { id: string };
    await caller.send('service', `POST /logs/exports/${otherId}/start`);
    const moved = new URL(caller.url.href.replace(caller.id, otherId));
    const forged = new URL(caller.url.href.replace(/token=.*/, 'token=none'));
    expect((await fetchFile(caller, moved)).status).toBe(401);
    expect((await fetchFile(caller, forged)).status).toBe(401);
    caller.world.clock.advance(16 * MINUTE_MS);
    expect((await fetchFile(caller, caller.url)).status).toBe(401);
  });

  const deny = ({ send }: Pick<Caller, 'send'>, deniedFields: string[]) =>
    send('admin', 'PUT /admin/organisation/settings', { export_settings: { deniedFields } });

  it('has no member that the organisation denies, also where the export was made before', async () => {
    const caller = await started();
    expect((await deny(caller, ['cost'])).text).toContain('"deniedFields":["cost"]');
    const { lines } = await fetchFile(caller, caller.url);
    expect(lines.map((line) => Object.keys(JSON.parse(line)))[0]).toEqual(['id', 'metadata']);
  });

  it('is not begun with a member that is denied, whoever asks', async () => {
    const caller = await openAdmin();
    await seedRows(caller);
    const draft = await caller.send('owner', 'POST /logs/exports', DRAFT);
    await deny(caller, ['metadata', 'request']);
    const shown = await caller.send('service', 'GET /logs/exports/field-restrictions');
    expect(JSON.parse(shown.text)).toMatchObject({ deniedFields: ['request', 'metadata'] });
    expect(JSON.parse(shown.text).allowed_fields).not.toContain('metadata');
    for (const call of ['POST /logs/exports', `POST /logs/exports/${String(JSON.parse(draft.text).id)}/start`]) {
      const refused = await caller.send('owner', call, call.endsWith('exports') ? DRAFT : {});
      expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('export metadata') });
    }
  });

  it('is not to be had once the export is stopped', async () => {
    const caller = await started();
    await caller.send('service', `POST /logs/exports/${caller.id}/cancel`);
    expect((await fetchFile(caller, caller.url)).status).toBe(400);
  });
});
