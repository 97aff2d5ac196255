/** Claude Code at its budget: warned on the way, refused with the message, and at work again after a raise. */
import { expect, it } from 'vitest';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { gatewaySettings } from './claude-code.ts';
import { describeClaudeCode } from './describe-claude-code.ts';

/** Dollars: a million tokens of output at $15. Each answer writes a thousand. */
const COST = 0.015;

await describeClaudeCode('at a budget', (desk) => {
  it('is warned at 75 %, refused with the message, and goes on after a raise', { timeout: 180_000 }, async () => {
    const { tollgate, fake } = desk.world();
    fake.onMessages(() => answer([text('Done.')], { usage: { input: 0, output: 1000 } }));
    const limits = { type: 'cost', credit_limit: 5 * COST, periodic_reset: 'monthly' };
    const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'agent',
      usage_limits: limits,
    });
    if (!isRecord(made.body)) throw new Error('No key was made.');
    const [id, key] = [stringAt(made.body, 'id'), stringAt(made.body, 'key')];
    fake.mustNeverSee(key);
    const settings = gatewaySettings({ url: tollgate.url, key });
    const setSpent = (used: number) =>
      tollgate.admin('PUT', `/v1/api-keys/${id}`, { usage_limits: { ...limits, credit_limit: used } });

    // What is asked may cost a few cents at the most: the budget is wide until something is spent.
    await setSpent(100);
    expect(await desk.run(settings)).toMatchObject({ said: 'Done.', exitCode: 0 });
    const spent = await spentOf(tollgate, id);
    expect(spent).toBeGreaterThanOrEqual(COST);

    // 76 % of the budget is spent: the answer says so in the headers from which Claude Code makes its notice.
    await setSpent(Math.max(spent / 0.76, spent + 1));
    const warnedAt = spent / Math.max(spent / 0.76, spent + 1);
    const plain = await fetch(`${tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
      },
      body: JSON.stringify({
        model: 'claude-sonnet-4-20250514',
        max_tokens: 10,
        messages: [{ role: 'user', content: 'x' }],
      }),
    });
    expect(plain.headers.get('anthropic-ratelimit-unified-overage-utilization')).toBe(
      (Math.floor(warnedAt * 100) / 100).toFixed(2),
    );

    await setSpent(await spentOf(tollgate, id));
    fake.calls.length = 0;
    const refused = await desk.run(settings);
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toMatch(/monthly budget limit of the API key "agent" is reached/);
    expect(refused.said).toContain('Ask whoever runs the gateway');
    expect(fake.calls.filter(({ kind }) => kind !== 'token')).toEqual([]);
    expect(refused.ms, 'it does not try again for minutes').toBeLessThan(60_000);

    await setSpent(100);
    expect(await desk.run(settings)).toMatchObject({ said: 'Done.', exitCode: 0 });
  });

  it('ends at once when its session is stopped, with the reason', { timeout: 120_000 }, async () => {
    const { tollgate, fake } = desk.world();
    fake.onMessages(() => answer([text('Done.')]));
    const listed = await tollgate.admin('GET', '/v1/api-keys');
    const keys = isRecord(listed.body) && Array.isArray(listed.body['data']) ? (listed.body['data'] as unknown[]) : [];
    const mine = keys.filter(isRecord).find(({ type }) => type === 'workspace-service');
    const reason = 'It ran all night.';
    const stop = { kind: 'api_key', api_key_id: stringAt(mine ?? {}, 'id'), reason };
    expect((await tollgate.admin('POST', '/v1/stops', stop)).status).toBe(200);
    fake.calls.length = 0;
    const refused = await desk.work();
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toContain(`was stopped by whoever runs the gateway. ${reason}`);
    expect(fake.calls.filter(({ kind }) => kind !== 'token')).toEqual([]);
    expect(refused.ms).toBeLessThan(60_000);
    const rows = (await desk.world().logRows()).filter((row) => row['operation'] === 'messages');
    expect(rows.length, 'no ladder of repairs').toBe(1);
  });
});

async function spentOf(tollgate: { admin(method: string, path: string): Promise<{ body: unknown }> }, id: string) {
  const { body } = await tollgate.admin('GET', `/v1/api-keys/${id}`);
  const usage = isRecord(body) && isRecord(body['usage_limits']) ? body['usage_limits'] : {};
  return Number(usage['current_usage']);
}
