/** Claude Code at its budget: warned on the way, refused with the message, and at work again after a raise. */
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { expect, it } from 'vitest';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { gatewaySettings } from './claude-code.ts';
import { describeClaudeCode } from './describe-claude-code.ts';

/** Tokens that cost a dollar. */
const DOLLAR = Math.round(1_000_000 / 15);

await describeClaudeCode('at a budget', (desk) => {
  it('is warned at 75 %, refused with the message, and goes on after a raise', { timeout: 240_000 }, async () => {
    const { tollgate, fake } = desk.world();
    let dollars = 7.8;
    fake.onMessages(() => {
      const usage = { input: 0, output: Math.round(dollars * DOLLAR) };
      dollars = 0.1;
      return answer([text('Done.')], { usage });
    });
    const limits = { type: 'cost', credit_limit: 10, periodic_reset: 'monthly' };
    const wanted = { name: 'agent', usage_limits: limits };
    const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', wanted);
    if (!isRecord(made.body)) throw new Error('No key was made.');
    const [id, key] = [stringAt(made.body, 'id'), stringAt(made.body, 'key')];
    fake.mustNeverSee(key);
    const seen = await watchAnswers(tollgate.url);
    const work = () => desk.run(gatewaySettings({ url: seen.url, key }));
    expect(await work()).toMatchObject({ said: 'Done.', exitCode: 0 });

    // Headless it shows no notice; what it makes the notice of is in the headers of its answer.
    dollars = 3;
    seen.answers.length = 0;
    expect(await work()).toMatchObject({ said: 'Done.', exitCode: 0 });
    expect(seen.answers[0]).toMatchObject({
      'anthropic-ratelimit-unified-status': 'allowed_warning',
      'anthropic-ratelimit-unified-overage-surpassed-threshold': '0.75',
      'anthropic-ratelimit-unified-overage-utilization': '0.78',
    });

    fake.calls.length = 0;
    const refused = await work();
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toMatch(/monthly budget limit of the API key "agent" is reached/);
    expect(refused.said).toContain('Ask whoever runs the gateway');
    expect(fake.calls.filter(({ kind }) => kind !== 'token')).toEqual([]);

    await tollgate.admin('PUT', `/v1/api-keys/${id}`, { usage_limits: { ...limits, credit_limit: 100 } });
    expect(await work()).toMatchObject({ said: 'Done.', exitCode: 0 });
    seen.close();
  });

  it('ends at once when its key is stopped, with the reason', { timeout: 120_000 }, async () => {
    const { tollgate, fake } = desk.world();
    fake.onMessages(() => answer([text('Done.')]));
    const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', { name: 'runaway' });
    if (!isRecord(made.body)) throw new Error('No key was made.');
    const reason = 'It ran all night.';
    const stop = { kind: 'api_key', api_key_id: stringAt(made.body, 'id'), reason };
    expect((await tollgate.admin('POST', '/v1/stops', stop)).status).toBe(200);
    const refused = await desk.run(gatewaySettings({ url: tollgate.url, key: stringAt(made.body, 'key') }));
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toContain(`was stopped by whoever runs the gateway. ${reason}`);
    expect(fake.calls.filter(({ kind }) => kind !== 'token')).toEqual([]);
    const rows = (await desk.world().logRows()).filter(({ operation }) => operation === 'messages');
    expect(rows.length, 'neither tried again nor repaired').toBe(1);
  });
});

/** Stands between, passes everything on, and keeps the headers of the answers to messages. */
async function watchAnswers(target: string) {
  const answers: IncomingHttpHeaders[] = [];
  const server = createServer((asked, reply) => {
    const { method, headers, url = '/' } = asked;
    const passed = request(`${target}${url}`, { method, headers }, (answered) => {
      if (url.startsWith('/v1/messages')) answers.push(answered.headers);
      reply.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(reply);
    });
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { url: `http://127.0.0.1:${port}`, answers, close: () => server.close() };
}
