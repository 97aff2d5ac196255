/** The commands beside `start`, run as a user runs them, against a running Tollgate with a simulated Vertex behind it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { stringAt } from '../../testkit/json-shape.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/tollgate.js', import.meta.url));
const NODE = createRequire(import.meta.url).resolve('node/bin/node');

let fake: FakeVertex;
let tollgate: Tollgate;
let key: string;
let home: string;

beforeAll(async () => {
  fake = await startFakeVertex({ missing: { 'us-east5': ['claude-opus-4@20250514'] } });
  tollgate = await startTollgate();
  key = await tollgate.setUpVertex(fake);
});
afterAll(async () => {
  await tollgate.stop();
  await fake.close();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tollgate-cli-'));
  return () => rmSync(home, { recursive: true });
});

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

function launch(args: string[], env: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Run> } {
  const child = spawn(NODE, [PROGRAM, ...args], { cwd: home, env: { PATH: process.env['PATH'], HOME: home, ...env } });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...said })) };
}

const run = (args: string[], env?: Record<string, string>): Promise<Run> => launch(args, env).ended;

async function ask(model = 'claude-sonnet-5'): Promise<void> {
  const response = await fetch(`${tollgate.url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'x-portkey-provider': '@vertex-prod',
      'x-claude-code-session-id': 'session-1',
    },
    body: JSON.stringify({ model, max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
  });
  await response.text();
}

describe('tollgate', () => {
  it('says its version, and the flags of each command, without asking a gateway', async () => {
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^tollgate \d+\.\d+\.\d+ /),
    });
    for (const command of ['start', 'claude-code', 'doctor', 'explain', 'logs']) {
      const asked = await run([command, '--help']);
      expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining(`Usage: tollgate ${command}`) });
      expect(await run(['help', command])).toEqual(asked);
    }
    expect(await run(['logs', '--limit', '5', '-h'])).toMatchObject({ code: 0 });
  });

  it('without a command, or with a wrong one, says what there is and exits with 2', async () => {
    expect(await run([])).toMatchObject({ code: 2, stdout: expect.stringContaining('claude-code') });
    expect(await run(['frobnicate'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no command "frobnicate"'),
    });
    expect(await run(['doctor', '--frob'])).toMatchObject({ code: 2, stderr: expect.stringContaining("'--frob'") });
    expect(await run(['logs', '--limit', '0'], { TOLLGATE_API_KEY: key })).toMatchObject({ code: 2 });
  });
});

describe('tollgate claude-code', () => {
  it('prints JSON that can be pasted, and nothing else, on standard output', async () => {
    const { code, stdout } = await run([
      'claude-code',
      '--url',
      tollgate.url,
      '--key',
      key,
      '--provider',
      '@vertex-prod',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ env: { ANTHROPIC_BASE_URL: tollgate.url, ANTHROPIC_AUTH_TOKEN: key } });
  });

  it('merges into the user’s file: backup, mode 0600, and a second run changes nothing', async () => {
    const folder = join(home, '.claude');
    mkdirSync(folder);
    const before = '{\n  "theme": "dark",\n  "env": { "CLAUDE_CODE_USE_VERTEX": "1" }\n}\n';
    writeFileSync(join(folder, 'settings.json'), before, { mode: 0o644 });
    const args = ['claude-code', '--write', '--url', `${tollgate.url}/v1`, '--provider', 'vertex-prod'];

    const first = await run(args, { TOLLGATE_API_KEY: key });
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('removed   CLAUDE_CODE_USE_VERTEX') });
    expect(first.stdout + first.stderr).not.toContain(key);
    const written = readFileSync(join(folder, 'settings.json'), 'utf8');
    expect(JSON.parse(written)).toMatchObject({ theme: 'dark', env: { ANTHROPIC_BASE_URL: tollgate.url } });
    expect(statSync(join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
    const [backup = ''] = readdirSync(folder).filter((name) => name.endsWith('.bak'));
    expect(readFileSync(join(folder, backup), 'utf8')).toBe(before);

    const second = await run(args, { TOLLGATE_API_KEY: key });
    expect(second.stdout).toContain('nothing changed');
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(written);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('never overwrites a file that it cannot read', async () => {
    mkdirSync(join(home, '.claude'));
    const path = join(home, '.claude', 'settings.json');
    writeFileSync(path, '{ "env": { // mine\n } }');
    const { code, stderr } = await run(['claude-code', '--write', '--key', key, '--provider', 'p']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('was not touched') });
    expect(readFileSync(path, 'utf8')).toBe('{ "env": { // mine\n } }');
  });

  it.each([
    ['cannot be read', '.', 'EISDIR'],
    ['has no folder, and none can be made', 'file/settings.json', 'EEXIST'],
  ])('names the file that %s', async (_, path, reason) => {
    writeFileSync(join(home, 'file'), '');
    const { code, stderr } = await run(['claude-code', '--write', '--settings', path, '--key', key, '--provider', 'p']);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${path} was not touched: ${reason}`),
    });
  });
});

describe('tollgate doctor', () => {
  it('finds nothing wrong with a set-up that claude-code wrote, and needs no flags for it', async () => {
    await run(['claude-code', '--write', '--url', tollgate.url, '--key', key, '--provider', 'vertex-prod']);
    const { code, stdout } = await run(['doctor']);
    expect(stdout).toMatch(/ok {4}claude-sonnet-5 +messages ok +count_tokens ok/);
    expect(stdout).toMatch(
      /warn {2}claude-opus-4-20250514 +messages not found .*was not found or your project does not have access/,
    );
    expect(stdout).toContain('settings.json: nothing to mend');
    expect(code).toBe(0);
  });

  it.each([
    ['the key’s default config', [], 'defaults'],
    ['a config in a header', ['--config', 'pc-doctor'], 'header'],
  ])('finds nothing wrong where %s chooses the provider', async (_, flags, where) => {
    const config = { name: 'doctor', slug: 'pc-doctor', config: { provider: '@vertex-prod' } };
    await tollgate.admin('POST', '/v1/configs', config);
    const defaults = where === 'defaults' ? { defaults: { config_id: 'pc-doctor' } } : {};
    const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'doctor',
      scopes: ['completions.write'],
      ...defaults,
    });
    const own = stringAt(Object(made.body), 'key');
    await run(['claude-code', '--write', '--url', tollgate.url, '--key', own, ...flags]);
    const { code, stdout } = await run(['doctor']);
    expect(stdout).toMatch(/ok {4}claude-sonnet-5 +messages ok +count_tokens ok/);
    expect(stdout).toContain('settings.json: nothing to mend');
    expect(code).toBe(0);
  });

  it('accepts the settings that are copied from guide to guide: a model name that never existed is a note', async () => {
    const env = {
      ANTHROPIC_BASE_URL: tollgate.url,
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_CUSTOM_HEADERS: `x-portkey-api-key: ${key}\nx-portkey-provider: @vertex-prod`,
      ANTHROPIC_MODEL: 'claude-sonnet-4-5',
      ANTHROPIC_DEFAULT_SONNET_MODEL: 'claude-sonnet-4-20250514',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'claude-haiku-4-20250514',
    };
    const path = join(home, 'page.json');
    writeFileSync(path, JSON.stringify({ env }), { mode: 0o600 });
    const { code, stdout } = await run(['doctor', '--settings', path]);
    expect(stdout).toMatch(/note {2}ANTHROPIC_DEFAULT_HAIKU_MODEL: .*Tollgate takes it for claude-haiku-4-5/);
    expect(stdout).not.toContain('FAIL');
    expect(code).toBe(0);
  });

  it('fails when a model that was named is missing', async () => {
    const args = ['doctor', '--url', tollgate.url, '--key', key, '--model', 'claude-opus-4-20250514'];
    const { code, stdout } = await run(args);
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL  0 of 1 models answer');
    expect(stdout).toContain('Model Garden');
  });

  it('reports a wrong address, an admin key and a wrong settings.json, each with its fix', async () => {
    const settings = join(home, 'settings.json');
    writeFileSync(
      settings,
      JSON.stringify({ env: { ANTHROPIC_BASE_URL: `${tollgate.url}/v1`, CLAUDE_CODE_USE_VERTEX: '1' } }),
    );
    const { code, stdout } = await run(['doctor', '--settings', settings], { TOLLGATE_API_KEY: tollgate.adminKey });
    expect(code).toBe(1);
    expect(stdout).toContain(`use ${tollgate.url}`);
    expect(stdout).toContain('create a workspace key');
    expect(stdout).toContain('remove CLAUDE_CODE_USE_VERTEX');
    expect(stdout).not.toContain(tollgate.adminKey);
  });

  it('asks the gateway of a set-up in Vertex mode, whose address ends in /v1', async () => {
    const settings = join(home, 'vertex.json');
    const env = {
      CLAUDE_CODE_USE_VERTEX: '1',
      ANTHROPIC_VERTEX_BASE_URL: `${tollgate.url}/v1`,
      ANTHROPIC_AUTH_TOKEN: key,
    };
    writeFileSync(settings, JSON.stringify({ env }));
    const { stdout } = await run(['doctor', '--settings', settings]);
    expect(stdout).toContain(`ok    Tollgate answers at ${tollgate.url}\n`);
    expect(stdout).toContain('looks for Google credentials');
  });

  it('says so when nobody answers', async () => {
    const { code, stdout } = await run(['doctor', '--url', 'http://127.0.0.1:1', '--key', 'k']);
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/FAIL {2}.*ECONNREFUSED.*→ start it/),
    });
  });
});

describe('tollgate logs', () => {
  it('prints rows as lines, oldest first, and as JSON', async () => {
    await ask();
    const lines = await run(['logs', '--url', tollgate.url, '--key', key, '--session', 'session-1']);
    expect(lines).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^TIME .*\n.* 200 +messages +@vertex-prod +\w{8} +claude-sonnet-5 .*\$0\.\d{6}/),
    });
    const json = await run(['logs', '--url', tollgate.url, '--key', key, '--limit', '1', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ operation: 'messages', session_id: 'session-1' });
  });

  it('says which scope a key lacks', async () => {
    const created = await tollgate.admin('POST', '/v1/api-keys/workspace/service', { name: 'no logs' });
    const { key: weak } = created.body as { key: string };
    const refused = await run(['logs', '--url', tollgate.url, '--key', weak]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('logs.list') });
  });

  it('follows: each new request once, and Ctrl-C is a clean end', async () => {
    const { child, ended } = launch(['logs', '--follow', '--url', tollgate.url, '--key', key, '--limit', '1']);
    let seen = '';
    child.stdout?.on('data', (text: string) => (seen += text));
    await expect.poll(() => seen).toContain('TIME');
    await ask('claude-opus-4-8');
    await expect.poll(() => seen, { timeout: 5_000 }).toContain('claude-opus-4-8');
    await ask('claude-opus-4-7');
    await expect.poll(() => seen, { timeout: 5_000 }).toContain('claude-opus-4-7');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/claude-opus-4-8/g)).toHaveLength(1);
  });
});

describe('npm run demo -- --conversation', () => {
  it('shows a conversation and what it cost, without a terminal, and stops what it started', async () => {
    const demo = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
    const child = spawn(NODE, [demo, '--conversation'], { env: { PATH: process.env['PATH'], HOME: home } });
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    expect(told).toMatch(/tool_use {2}Read .*\n.*cache written 18240/);
    expect(told).toMatch(/3 requests cost \$0\.06\d\d; without the prompt cache .* 50 % saved/);
    expect(told).not.toContain('\u001b[');
  });
});

describe('tollgate explain', () => {
  const CONFIG = {
    strategy: { mode: 'fallback', on_status_codes: [503], on_stop_reasons: ['refusal'] },
    retry: { attempts: 2 },
    targets: [
      {
        strategy: {
          mode: 'conditional',
          conditions: [{ query: { 'metadata.team': 'red' }, then: 'red' }],
          default: 'blue',
        },
        targets: [
          { name: 'red', provider: '@vertex-prod', override_params: { max_tokens: 77 } },
          { name: 'blue', provider: '@nowhere' },
        ],
      },
      {
        strategy: { mode: 'loadbalance' },
        targets: [{ provider: '@vertex-prod', weight: 3 }, { provider: '@vertex-prod' }],
      },
    ],
  };
  const adminEnv = () => ({ TOLLGATE_URL: tollgate.url, TOLLGATE_ADMIN_KEY: tollgate.adminKey });

  it('shows the path, the reasons, the shares and the merged parameters, and calls nobody', async () => {
    writeFileSync(join(home, 'config.json'), JSON.stringify(CONFIG));
    const calls = fake.calls.length;
    const args = ['explain', '--config', 'config.json', '--header', 'x-portkey-metadata: {"team":"red"}'];
    const { code, stdout } = await run(args, adminEnv());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^> config {2}fallback/);
    expect(stdout).toMatch(
      /> config\.targets\[0\]\.targets\[0\] {2}@vertex-prod\/claude-sonnet-4-5 {2}\(the condition for "red" holds\)/,
    );
    expect(stdout).toContain('params   {"max_tokens":77}');
    expect(stdout).toMatch(
      /- config\.targets\[0\]\.targets\[1\][^\n]*\n *cannot be asked: There is no provider "@nowhere"/,
    );
    expect(stdout).toMatch(/config\.targets\[1\]\.targets\[0\][^\n]*75 %/);
    expect(stdout).toContain(
      'config.targets[1]  loadbalance  (asked when the one before it has failed, or stopped with refusal)',
    );
    expect(fake.calls.length).toBe(calls);
  });

  it('asks with the admin key when the shell has a developer’s too, which need not read configs', async () => {
    writeFileSync(join(home, 'config.json'), JSON.stringify(CONFIG));
    const args = ['explain', '--config', 'config.json'];
    expect(await run(args, { ...adminEnv(), TOLLGATE_API_KEY: key })).toMatchObject({ code: 0 });
    const refused = await run([...args, '--key', key], adminEnv());
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/lacks the scope configs\.read\. Use a key/),
    });
  });

  it('says what Vertex would refuse without being asked, and that nobody else does', async () => {
    const anthropic = { provider: 'anthropic', api_key: 'sk-ant-of-the-config' };
    const targets = [{ provider: '@vertex-prod' }, anthropic];
    writeFileSync(join(home, 'config.json'), JSON.stringify({ strategy: { mode: 'fallback' }, targets }));
    const source = { type: 'url', url: 'https://example.com/a.png' };
    const messages = [{ role: 'user', content: [{ type: 'image', source }] }];
    writeFileSync(join(home, 'body.json'), JSON.stringify({ model: 'claude-sonnet-5', max_tokens: 9, messages }));
    const args = ['explain', '--config', 'config.json', '--request', 'body.json'];
    const { stdout } = await run(args, adminEnv());
    expect(stdout).toMatch(
      /targets\[0\] [^\n]*\n *cannot be asked: messages\.0\.content\.0\.source: Vertex AI takes no source of type "url"/,
    );
    expect(stdout.match(/cannot be asked/g)).toHaveLength(1);
  });

  it('takes a raw path of Vertex for what it is', async () => {
    writeFileSync(join(home, 'config.json'), JSON.stringify({ provider: '@vertex-prod' }));
    writeFileSync(join(home, 'body.json'), JSON.stringify({ max_tokens: 9, messages: [] }));
    const path = '/v1/projects/p/locations/l/publishers/anthropic/models/claude-haiku-4-5:rawPredict';
    const args = ['explain', '--config', 'config.json', '--request', 'body.json', '--path', path];
    expect((await run(args, adminEnv())).stdout).toMatch(/^> config {2}@vertex-prod\/claude-haiku-4-5 /);
    expect((await run([...args, '--path', '/v1/nothing'], adminEnv())).stderr).toContain(
      'Tollgate serves no POST /v1/nothing',
    );
  });

  it('explains what one key would get, by the id of the key', async () => {
    await tollgate.admin('POST', '/v1/configs', {
      name: 'of a key',
      slug: 'pc-of-a-key',
      config: {
        strategy: {
          mode: 'conditional',
          conditions: [{ query: { 'metadata.team': 'red' }, then: 'red' }],
          default: 'blue',
        },
        targets: [
          { name: 'blue', provider: '@nowhere' },
          { name: 'red', provider: '@vertex-prod' },
        ],
      },
    });
    const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'red team',
      defaults: { config_id: 'pc-of-a-key', metadata: { team: 'red' } },
    });
    const { stdout } = await run(['explain', '--api-key-id', stringAt(Object(made.body), 'id')], adminEnv());
    expect(stdout).toMatch(/> config\.targets\[1\] {2}@vertex-prod\/[^\n]*the condition for "red" holds/);
    expect(stdout).not.toContain('The key is refused');
  });

  it('says that the key itself would be refused, and where it would go otherwise', async () => {
    writeFileSync(join(home, 'config.json'), JSON.stringify({ provider: '@vertex-prod' }));
    const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'reader of logs',
      scopes: ['logs.list'],
    });
    const args = ['explain', '--config', 'config.json', '--api-key-id', stringAt(Object(made.body), 'id')];
    expect((await run(args, adminEnv())).stdout).toMatch(
      /^> config {2}@vertex-prod\/[^\n]*\n *cannot be asked: The key is refused \(403 missing_scope\): This key lacks/,
    );
  });

  it('explains a saved config by its slug, and refuses a broken one with its path', async () => {
    await tollgate.admin('POST', '/v1/configs', { name: 'explained', slug: 'pc-explained', config: CONFIG });
    const saved = await run(['explain', '--config', 'pc-explained', '--json'], adminEnv());
    expect(JSON.parse(saved.stdout)).toMatchObject({ path: 'config', kind: 'fallback', taken: true });
    writeFileSync(
      join(home, 'broken.json'),
      JSON.stringify({ strategy: { mode: 'sideways' }, targets: [{ provider: '@a' }] }),
    );
    const broken = await run(['explain', '--config', 'broken.json'], adminEnv());
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('strategy.mode') });
    expect(await run(['explain'], adminEnv())).toMatchObject({ code: 2 });
  });
});

describe('tollgate start', () => {
  const start = (args: string[], env?: Record<string, string>) =>
    run(['start', '--port', '0', '--data-dir', join(home, 'data'), ...args], env);

  it('has printed the admin key before anything that may fail: a port that is taken, a file that is refused', async () => {
    const taken = await start(['--port', new URL(tollgate.url).port]);
    expect(taken).toMatchObject({ code: 1, stdout: expect.stringMatching(/shown this once\): tg-\w{43}\n/) });
    expect(taken.stderr).toMatch(/^tollgate: port \d+ on 127\.0\.0\.1 is already in use: .*--port/);
    writeFileSync(join(home, 'tollgate.yaml'), 'api_keys: [{ name: a, key: "${NOT_SET}" }]');
    const refused = await start(['--data-dir', join(home, 'other'), '--config', join(home, 'tollgate.yaml')]);
    expect(refused).toMatchObject({ code: 2, stdout: expect.stringContaining('shown this once') });
    expect(refused.stderr).toContain('tollgate.yaml: api_keys[0].key: the environment variable NOT_SET is not set');
  });

  it('says that the port is in use when a second one is started on the same data, too', async () => {
    const { port } = new URL(tollgate.url);
    const second = await start(['--port', port, '--data-dir', tollgate.dataDir]);
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`port ${port} on 127.0.0.1 is already in use`),
    });
  });

  it('says that an address is not this machine’s', async () => {
    const elsewhere = await start(['--host', '192.0.2.1']);
    expect(elsewhere).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('192.0.2.1 is no address of this machine'),
    });
  });

  it('reports what a declarative file changed, also when a later entry of it is refused', async () => {
    const file = join(home, 'tollgate.yaml');
    writeFileSync(
      file,
      'integrations: [{ name: a, slug: own, ai_provider_id: anthropic, key: sk-ant-example }]\n' +
        'configs: [{ name: c, slug: pc-c, config: { strategy: { mode: frob } } }]',
    );
    const refused = await start(['--config', file]);
    expect(refused).toMatchObject({ code: 2, stdout: expect.stringContaining(`${file}: integration own created`) });
    expect(refused.stderr).toContain(`tollgate: ${file}: configs[0]: config.strategy.mode: expected one of`);
  });

  it.each([
    [
      '--config',
      ['--config', 'nowhere.yaml'],
      {},
      /--config \/ TOLLGATE_CONFIG: nowhere\.yaml cannot be read \(ENOENT\)/,
    ],
    ['TOLLGATE_ADMIN_KEY', [], { TOLLGATE_ADMIN_KEY: 'short' }, /TOLLGATE_ADMIN_KEY: .*at least 16 characters/],
    ['TOLLGATE_MASTER_KEY', [], { TOLLGATE_MASTER_KEY: 'a passphrase' }, /TOLLGATE_MASTER_KEY must be 32 bytes/],
    ['--data-dir', ['--data-dir', PROGRAM], {}, /--data-dir \/ TOLLGATE_DATA_DIR: .*tollgate\.js .*\(EEXIST\)/],
    ['--data-dir below what takes none', ['--data-dir', '/proc/x/y'], {}, /--data-dir .*\/proc\/x\/y .*\(ENOENT\)/],
    ['--data-dir that takes no files', ['--data-dir', '/proc'], {}, /--data-dir .*\/proc is no directory .*\(ENOENT\)/],
  ])('ends with code 2 and the name of what cannot be used: %s', async (_, args, env, line) => {
    expect(await start(args, env)).toMatchObject({ code: 2, stderr: expect.stringMatching(line) });
  });
});
