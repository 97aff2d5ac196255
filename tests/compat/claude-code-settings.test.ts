/** The settings that people write, right and wrong: each works, or says at once what is wrong with it. */
import { expect, it } from 'vitest';
import { gatewaySettings } from './claude-code.ts';
import { describeClaudeCode } from './describe-claude-code.ts';
import { fileWork, LAST_WORD } from './scripted-work.ts';
import { complaints, streamUrl } from './world.ts';

const DONE = { said: LAST_WORD, exitCode: 0 };

await describeClaudeCode('with other settings', (desk) => {
  it('works with nothing but a token and a model that names its provider', async () => {
    const { fake } = desk.world();
    fake.onMessages(({ body }) => fileWork(body, desk.folder()));
    const env = { ANTHROPIC_CUSTOM_HEADERS: '', ANTHROPIC_MODEL: '@vertex-prod/claude-sonnet-4-6' };
    expect(await desk.work(env)).toMatchObject(DONE);
    expect(complaints(fake)).toEqual([]);
    expect(fake.messageCalls()[0]?.path).toBe(streamUrl('claude-sonnet-4-6'));
  });

  it('works with an API key in place of a token', async () => {
    const { fake, key, tap } = desk.world();
    fake.onMessages(({ body }) => fileWork(body, desk.folder()));
    const env = {
      ANTHROPIC_AUTH_TOKEN: '',
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_CUSTOM_HEADERS: 'x-portkey-provider: @vertex-prod',
    };
    expect(await desk.work(env)).toMatchObject(DONE);
    expect(tap.calls.at(-1)?.headers).toMatchObject({ 'x-api-key': key });
    expect(complaints(fake)).toEqual([]);
  });

  it('keeps its cache for an hour, without the beta that Vertex does not know', async () => {
    const { fake } = desk.world();
    fake.onMessages(({ body }) => fileWork(body, desk.folder()));
    expect(await desk.work({ ENABLE_PROMPT_CACHING_1H: '1' })).toMatchObject(DONE);
    expect(complaints(fake)).toEqual([]);
    expect(fake.messageCalls()[0]?.body.toString()).toContain('"ttl":"1h"');
  });

  it('learns at once that its key is wrong, and nothing reaches Vertex', async () => {
    const { fake, url } = desk.world();
    const { said, exitCode, ms } = await desk.run(gatewaySettings({ url, key: 'tg-nobody-knows-this' }));
    expect(exitCode).toBe(1);
    expect(said).toMatch(/401/);
    expect(said).toMatch(/key/i);
    expect(ms).toBeLessThan(10_000);
    expect(fake.calls).toEqual([]);
  });

  it('learns at once that no provider has that name', async () => {
    const { fake, key } = desk.world();
    const headers = `x-portkey-api-key: ${key}\nx-portkey-provider: @no-such`;
    const { said, exitCode, ms } = await desk.work({ ANTHROPIC_CUSTOM_HEADERS: headers });
    expect(exitCode).toBe(1);
    expect(said).toContain('no-such');
    expect(ms).toBeLessThan(10_000);
    expect(fake.calls).toEqual([]);
  });

  it('works with a base URL that ends in /v1, and the log row says what is wrong with it', async () => {
    const { fake, url, tap, logRows } = desk.world();
    fake.onMessages(({ body }) => fileWork(body, desk.folder()));
    expect(await desk.work({ ANTHROPIC_BASE_URL: `${url}/v1` })).toMatchObject(DONE);
    const posts = tap.calls.filter((call) => call.method === 'POST');
    expect(posts.every((call) => call.path.startsWith('/v1/v1/messages'))).toBe(true);
    const [row] = await logRows();
    expect(JSON.stringify(row?.['notes'])).toContain('/v1');
  });

  it.each(['/v1', ''])("works in its own Vertex mode, base URL with '%s'", async (suffix) => {
    const { fake, url } = desk.world();
    fake.onMessages(({ body }) => fileWork(body, desk.folder()));
    const run = await desk.work({
      CLAUDE_CODE_USE_VERTEX: '1',
      CLAUDE_CODE_SKIP_VERTEX_AUTH: '1',
      ANTHROPIC_VERTEX_BASE_URL: `${url}${suffix}`,
      ANTHROPIC_VERTEX_PROJECT_ID: '_',
      CLOUD_ML_REGION: 'global',
      ANTHROPIC_MODEL: 'claude-sonnet-4@20250514',
    });
    expect(run).toMatchObject(DONE);
    expect(complaints(fake)).toEqual([]);
    expect(fake.messageCalls()).toHaveLength(4);
    expect(fake.messageCalls()[0]?.path).toContain('/projects/acme-prod/');
  });

  // The older client asks for models only together with traffic that would leave the machine.
  if (desk.version === '2.1.330') {
    it('finds out which models there are', async () => {
      const { tap } = desk.world();
      await desk.work({ CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1' });
      const asked = tap.calls.find((call) => call.path.startsWith('/v1/models'));
      expect(asked).toMatchObject({ method: 'GET', status: 200 });
    });
  }
});
