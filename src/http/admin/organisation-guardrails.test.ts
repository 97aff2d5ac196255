/** Guardrails of a whole organisation over the admin API: one truth, told by the guardrail and by the list of each side. */
import { expect, it } from 'vitest';
import { compileOrganisation } from '../../gateway/snapshot/compile-row.ts';
import { guardrailsByDefault, nextGuardrails } from '../../gateway/snapshot/guardrails.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { parseJson } from '../../../testkit/json-shape.ts';
import { describeScenarios, openAdmin, type Caller } from './scenario.suite.ts';

const DEFAULTS = '/admin/organisation/defaults';
const EXCLUDED = '/workspace-exclusions/input-guardrails';

const guardrail = (slug: string, sides: string[], more: object = {}) => ({
  name: slug,
  slug: `pg-${slug}`,
  checks: [{ id: 'default.contains', parameters: { words: [slug] } }],
  default_sides: sides,
  ...more,
});

/** Two of the organisation, one of a workspace. */
async function seedGuardrails({ send, world }: Caller): Promise<void> {
  const ours = { organisation_id: world.organisationId };
  const made = [await send('admin', 'POST /guardrails', guardrail('first', ['input'], ours))];
  world.clock.advance(1);
  made.push(
    await send('admin', 'POST /guardrails', guardrail('second', ['input', 'output'], ours)),
    await send('service', 'POST /guardrails', guardrail('local', ['input'])),
  );
  expect(made.map(({ status }) => status)).toEqual([200, 200, 200]);
}

describeScenarios(
  'the default guardrails of an organisation',
  [
    {
      name: 'are those that hold by default, in the order in which they run',
      as: 'admin',
      call: `GET ${DEFAULTS}`,
      status: 200,
      contains: ['"input_guardrails":["pg-first","pg-second"]', '"output_guardrails":["pg-second"]'],
    },
    {
      name: 'are replaced side by side, and a side that is not named stays',
      as: 'owner',
      call: `PUT ${DEFAULTS}`,
      body: { input_guardrails: ['pg-second'] },
      status: 200,
      contains: ['"input_guardrails":["pg-second"]', '"output_guardrails":["pg-second"]'],
      audit: ['guardrail.update'],
    },
    {
      name: 'are none of a workspace',
      as: 'admin',
      call: `PUT ${DEFAULTS}`,
      body: { input_guardrails: ['pg-first', 'pg-local'] },
      status: 404,
      contains: ['input_guardrails[1]', 'pg-local'],
    },
    {
      name: 'are not a workspace’s to change',
      as: 'service',
      call: `PUT ${DEFAULTS}`,
      body: { input_guardrails: [] },
      status: 403,
    },
    {
      name: 'of another organisation are not seen',
      as: 'stranger',
      call: `GET ${DEFAULTS}`,
      status: 200,
      lacks: ['pg-first'],
    },
    {
      name: 'of another organisation are not named',
      as: 'stranger',
      call: `PUT ${DEFAULTS}`,
      body: { input_guardrails: ['pg-first'] },
      status: 404,
    },
  ],
  seedGuardrails,
);

describeScenarios(
  'workspaces without the organisation’s guardrails',
  [
    { name: 'are none at first', as: 'admin', call: `GET ${EXCLUDED}`, status: 200, contains: ['"excluded":[]'] },
    {
      name: 'are named by slug or id',
      as: 'admin',
      call: `PUT ${EXCLUDED}`,
      body: { excluded: ['ws-research'] },
      status: 200,
      contains: ['"total":1', '"excluded":["workspace-b"]'],
      audit: ['organisation.update'],
    },
    {
      name: 'that do not exist are refused',
      as: 'admin',
      call: `PUT ${EXCLUDED}`,
      body: { excluded: ['ws-rival'] },
      status: 404,
      contains: ['excluded[0]'],
    },
    { name: 'are no manager’s to name', as: 'manager', call: `PUT ${EXCLUDED}`, body: { excluded: [] }, status: 403 },
  ],
  seedGuardrails,
);

it('a list that changes nothing leaves no trace', async () => {
  const caller = await openAdmin();
  await seedGuardrails(caller);
  const before = (await caller.world.audits()).length;
  const body = { output_guardrails: ['pg-second'] };
  expect((await caller.send('admin', `PUT ${DEFAULTS}`, body)).status).toBe(200);
  expect(await caller.world.audits()).toHaveLength(before);
  await caller.world.records.close();
});

it('exclusions can be changed after a workspace that they name has gone, and forget it then', async () => {
  const caller = await openAdmin();
  await seedGuardrails(caller);
  const { world } = caller;
  const put = (body: object) => caller.send('admin', `PUT ${EXCLUDED}`, body);
  await put({ excluded: [world.workspaceId, 'workspace-b'] });
  await world.records.within(world.organisationId, async (tx) => {
    const gone = await tx.workspaces.findById('workspace-b');
    if (gone !== null) await tx.workspaces.replace({ ...gone, status: 'archived' });
  });
  const sentBack = await put({ excluded: [world.workspaceId, 'workspace-b'], override_existing: true });
  expect(parseJson(sentBack.text)).toMatchObject({ total: 1, excluded: [world.workspaceId] });
  expect((await put({ excluded: ['workspace-b'] })).status).toBe(404);
  await world.records.close();
});

it('exclusions add up unless they replace, change one side alone, and leave a workspace its own guardrails', async () => {
  const caller = await openAdmin();
  await seedGuardrails(caller);
  const { world } = caller;
  const put = async (body: object) => parseJson((await caller.send('admin', `PUT ${EXCLUDED}`, body)).text);
  await put({ excluded: [world.workspaceId] });
  expect(await put({ excluded: ['workspace-b'] })).toMatchObject({ excluded: [world.workspaceId, 'workspace-b'] });
  expect(await put({ excluded: [world.workspaceId], override_existing: true })).toMatchObject({ total: 1 });

  const { guardrails, settings } = await world.records.configuration();
  const ids = new Set(guardrails.map(({ id }) => id));
  const { sealer } = world.context({ kind: 'bootstrap' });
  const compiled = nextGuardrails(new Map(), { ids, rows: guardrails, sealer });
  const [own] = settings.filter(({ organisationId }) => organisationId === world.organisationId);
  const excluded = own === undefined ? undefined : compileOrganisation(own).guardrailExclusions;
  const holding = (workspaceId: WorkspaceId, side: 'input' | 'output') =>
    guardrailsByDefault(compiled, { organisationId: world.organisationId, workspaceId, excluded }, side).map(
      ({ row }) => row.slug,
    );
  expect(holding(world.workspaceId, 'input')).toEqual(['pg-local']);
  expect(holding(world.workspaceId, 'output')).toEqual(['pg-second']);
  expect(holding('workspace-b' as WorkspaceId, 'input')).toEqual(['pg-first', 'pg-second']);
  await world.records.close();
});
