/** Spend limits as clients of Anthropic's Admin API set and read them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, parseJson, recordsIn, stringAt, type JsonRecord } from '../../../testkit/json-shape.ts';
import { openAdmin, type Caller } from './scenario.suite.ts';

const PATH = '/organizations/spend_limits';

let admin: Caller;
let people: JsonRecord[];
beforeAll(async () => {
  admin = await openAdmin();
  people = await effective();
});
afterAll(() => admin.world.records.close());

async function send(call: string, body?: unknown, as = 'admin'): Promise<{ status: number; body: JsonRecord }> {
  const { status, text } = await admin.send(as, call, body);
  const parsed = parseJson(text);
  return { status, body: isRecord(parsed) ? parsed : {} };
}

const effective = async (query = ''): Promise<JsonRecord[]> =>
  recordsIn((await send(`GET ${PATH}/effective?limit=1000${query}`)).body['data']);

const idAt = (index: number): string => {
  const scope = people[index]?.['scope'];
  return isRecord(scope) ? stringAt(scope, 'user_id') : '';
};
const limitOf = (index: number, more: JsonRecord = {}): JsonRecord => ({
  scope: { type: 'user', user_id: idAt(index) },
  amount: '50000',
  ...more,
});

describe('a spend limit', () => {
  it('is set in cents for a month, and replaced by another of the same period', async () => {
    const made = await send(`POST ${PATH}`, limitOf(0));
    expect(made).toMatchObject({
      status: 200,
      body: {
        type: 'spend_limit',
        id: expect.stringMatching(/^spl_/) as string,
        scope: { type: 'user', user_id: idAt(0) },
        amount: '50000',
        currency: 'USD',
        period: 'monthly',
        created_at: expect.any(String) as string,
      },
    });
    await send(`POST ${PATH}`, limitOf(0, { amount: '75050' }));
    const id = stringAt(made.body, 'id');
    expect((await send(`GET ${PATH}/${id}`)).body).toMatchObject({ id, amount: '75050' });
  });

  it('of another period stands beside it, and is gone when it is deleted', async () => {
    const { body } = await send(`POST ${PATH}`, limitOf(0, { period: 'daily', amount: '1' }));
    const rows = await effective(`&user_ids[]=${idAt(0)}&period[]=daily&period[]=monthly`);
    expect(rows.map(({ amount }) => amount)).toEqual(['1', '75050']);
    expect((await send(`DELETE ${PATH}/${stringAt(body, 'id')}`)).body).toEqual({
      type: 'spend_limit_deleted',
      id: body['id'],
    });
    expect((await send(`GET ${PATH}/${stringAt(body, 'id')}`)).status).toBe(404);
    expect((await send(`DELETE ${PATH}/${stringAt(body, 'id')}`)).status).toBe(404);
  });

  it('of a group or of everybody is listed by its scope, and shows as the source where it holds', async () => {
    const group = { type: 'rbac_group', rbac_group_id: 'Contractors' };
    const ofGroup = await send(`POST ${PATH}`, { scope: group, amount: '100', period: 'weekly' });
    expect(ofGroup.body).toMatchObject({ scope: { ...group, rbac_group_id: 'contractors' } });
    const ofAll = await send(`POST ${PATH}`, { scope: { type: 'organization' }, amount: '900', period: 'weekly' });
    const [row] = await effective(`&user_ids[]=${idAt(0)}&period[]=weekly`);
    expect(row).toMatchObject({ amount: '900', source: { type: 'organization' }, spend_limit_id: ofAll.body['id'] });
    for (const [type, { body }] of [['rbac_group', ofGroup] as const, ['organization', ofAll] as const]) {
      const listed = (await send(`GET ${PATH}?scope_type=${type}`)).body;
      expect(recordsIn(listed['data']).map(({ id }) => id)).toEqual([body['id']]);
      await send(`DELETE ${PATH}/${stringAt(body, 'id')}`);
    }
    for (const type of ['user', 'rbac_group']) {
      expect((await send(`POST ${PATH}`, { scope: { type }, amount: '1' })).status).toBe(400);
    }
  });

  it('leaves a trail: who set and deleted it, newest first, with what was before and after', async () => {
    const made = await send(`POST ${PATH}`, limitOf(1, { period: 'daily', amount: '10' }));
    const id = stringAt(made.body, 'id');
    await send(`POST ${PATH}`, limitOf(1, { period: 'daily', amount: '20' }));
    await send(`DELETE ${PATH}/${id}`);
    const all = (await send(`GET ${PATH}/audit?limit=2`)).body;
    const [deleted = {}, updated = {}] = recordsIn(all['data']);
    expect([deleted, updated]).toMatchObject([
      { action: 'delete', spend_limit_id: id, before: { amount: '20' }, after: null },
      { action: 'update', spend_limit_id: id, before: { amount: '10' }, after: { amount: '20' } },
    ]);
    expect(updated['actor']).toMatch(/^(user|admin-key):/);
    expect(all['has_more']).toBe(true);
    const older = (await send(`GET ${PATH}/audit?limit=1&after_id=${stringAt(updated, 'id')}`)).body;
    expect(recordsIn(older['data'])).toMatchObject([{ action: 'create', spend_limit_id: id, before: null }]);
  });

  it('of 0 lets nothing through, and null is none', async () => {
    expect((await send(`POST ${PATH}`, limitOf(2, { amount: '0' }))).body).toMatchObject({ amount: '0' });
    const row = async () => (await effective(`&user_ids[]=${idAt(2)}`))[0];
    expect(await row()).toMatchObject({ amount: '0', source: { type: 'user' } });
    await send(`POST ${PATH}`, limitOf(2, { amount: null }));
    expect(await row()).toMatchObject({ amount: null, source: { type: 'user' } });
  });
});

describe('lists', () => {
  it('of limits page by the id before or after', async () => {
    for (const index of [0, 1, 2]) await send(`POST ${PATH}`, limitOf(index));
    const first = (await send(`GET ${PATH}?limit=2`)).body;
    expect(first).toMatchObject({ has_more: true });
    const last = (await send(`GET ${PATH}?limit=2&after_id=${stringAt(first, 'last_id')}`)).body;
    expect([recordsIn(last['data']).length, last['has_more']]).toEqual([1, false]);
    const back = (await send(`GET ${PATH}?limit=1&before_id=${stringAt(last, 'first_id')}`)).body;
    expect(back).toMatchObject({ first_id: first['last_id'], has_more: true });
    expect((await send(`GET ${PATH}?after_id=a&before_id=b`)).status).toBe(400);
  });

  it('of what holds have a row for each person and period, with what is spent', async () => {
    const rows = await effective(`&user_ids[]=${idAt(0)}&user_ids[]=${idAt(1)}&period[]=daily&period[]=monthly`);
    expect(rows.map(({ period, amount }) => [period, amount])).toEqual([
      ['daily', null],
      ['monthly', '50000'],
      ['daily', null],
      ['monthly', '50000'],
    ]);
    expect(rows[0]).toMatchObject({ type: 'spend_summary', currency: 'USD', period_to_date_spend: '0' });
    expect(rows[0]?.['actor']).toMatchObject({ type: 'user_actor', deleted: false });
  });

  it('page by a cursor, find by a part of the address, and sort by what is spent of one period', async () => {
    const page = (await send(`GET ${PATH}/effective?limit=1`)).body;
    const next = (await send(`GET ${PATH}/effective?limit=1&page=${stringAt(page, 'next_page')}`)).body;
    expect(recordsIn(next['data'])[0]?.['scope']).toEqual({ type: 'user', user_id: idAt(1) });
    const actor = people[0]?.['actor'];
    const email = isRecord(actor) ? stringAt(actor, 'email_address') : '';
    expect(await effective(`&q=${encodeURIComponent(email.toUpperCase())}`)).toHaveLength(1);
    expect((await send(`GET ${PATH}/effective?sort=spend_desc`)).status).toBe(400);
    expect((await send(`GET ${PATH}/effective?sort=spend_desc&period[]=daily`)).status).toBe(200);
    expect((await send(`GET ${PATH}/effective?page=elsewhere`)).status).toBe(400);
  });
});

it('errors have the envelope of that API', async () => {
  const unknown = await send(`POST ${PATH}`, { scope: { type: 'user', user_id: 'nobody' }, amount: '1' });
  expect(unknown).toMatchObject({ status: 404, body: { type: 'error', error: { type: 'not_found_error' } } });
  expect(unknown.body['request_id']).toBeTypeOf('string');
  for (const body of [
    limitOf(0, { amount: '1.5' }),
    limitOf(0, { amount: 5 }),
    limitOf(0, { currency: 'EUR' }),
    limitOf(0, { amount: '999999999999' }),
  ]) {
    expect(await send(`POST ${PATH}`, body)).toMatchObject({ status: 400, body: { type: 'error' } });
  }
  expect((await send(`POST ${PATH}`, limitOf(0), 'stranger')).status).toBe(404);
});
