/** OpenAI's real Codex at work through `/v1/responses`: on a GPT model untouched, on Claude translated. Installed on demand. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeResponses, type FakeResponses } from '../../testkit/fake-responses.ts';
import { recordsIn } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { CODEX } from './compatibility.data.ts';
import { ifReachable, installPackage } from './install-package.ts';
import { FILE_CONTENT, LAST_WORD } from './scripted-work.ts';
import { complaints, openWorld, type World } from './world.ts';

const program = await ifReachable(install());

/** The package of the platform holds the program; the main one only starts it. */
async function install(): Promise<string> {
  const version = `${CODEX.version}-${process.platform}-${process.arch}`;
  const folder = await installPackage('@openai/codex', version, 'codex');
  const [found] = globSync('node_modules/@openai/codex/vendor/*/bin/codex', { cwd: folder });
  if (found === undefined) throw new Error(`There is no program in ${folder}.`);
  return join(folder, found);
}

let world: World;
let responses: FakeResponses;
let home: string;

beforeEach(async () => {
  [world, responses] = await Promise.all([openWorld(), startFakeResponses()]);
  home = await mkdtemp(join(tmpdir(), 'codex-'));
  await mkdir(join(home, 'project'));
});
afterEach(async () => {
  await Promise.all([world.close(), responses.close()]);
  await rm(home, { recursive: true, force: true });
});

const WRITE = `printf %s ${Buffer.from(FILE_CONTENT).toString('base64')} | base64 -d > hello.txt`;
/** One after the other: the file, its size, and the last word. */
const COMMANDS = [WRITE, 'wc -c < hello.txt > size.txt'];

describe.skipIf(program === undefined)(`Codex ${CODEX.version}`, () => {
  it(`works ${CODEX.on.responses}`, async () => {
    const configurations = { custom_host: `${responses.url}/v1` };
    const asked = { name: 'o', slug: 'openai-prod', ai_provider_id: 'openai', key: 'sk-own', configurations };
    expect((await world.tollgate.admin('POST', '/v1/integrations', asked)).status).toBe(200);
    responses.onCall((body) => {
      const cmd = COMMANDS[recordsIn(body['input']).filter(({ type }) => type === 'function_call_output').length];
      return cmd === undefined ? { text: LAST_WORD } : { calls: [{ name: 'exec_command', input: { cmd } }] };
    });
    await expectWork('@openai-prod/gpt-5.6');
    // Bodies pass untouched, and what OpenAI has encrypted comes back to it.
    expect(responses.calls.at(-1)?.body.toString()).toContain('"encrypted_content":"gAAAA-2"');
  });

  it(`works ${CODEX.on.claude}`, async () => {
    world.fake.onMessages(({ body }) => {
      const results = recordsIn(body['messages']).flatMap(({ content }) => recordsIn(content));
      const cmd = COMMANDS[results.filter(({ type }) => type === 'tool_result').length];
      return answer([cmd === undefined ? text(LAST_WORD) : toolUse('exec_command', { cmd })]);
    });
    await expectWork('@vertex-prod/claude-sonnet-4-5-20250929');
    expect(complaints(world.fake)).toEqual([]);
  });
});

async function expectWork(model: string): Promise<void> {
  const { exitCode, output } = await runCodex(model);
  expect(output).toContain(LAST_WORD);
  expect(exitCode).toBe(0);
  const project = join(home, 'project');
  expect(await readFile(join(project, 'hello.txt'), 'utf8')).toBe(FILE_CONTENT);
  expect(await readFile(join(project, 'size.txt'), 'utf8')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
  expect((await world.logRows()).map((row) => row['is_success'])).toEqual([true, true, true]);
}

/** `codex exec` with the settings of the documentation. Rejects when it takes longer than two minutes. */
async function runCodex(model: string): Promise<{ exitCode: number | null; output: string }> {
  const provider = `{ name = "Tollgate", base_url = "${world.url}/v1", env_key = "TOLLGATE_API_KEY", wire_api = "responses" }`;
  const settings = ['model_provider="tollgate"', `model_providers.tollgate=${provider}`];
  const args = ['exec', '--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '-m', model];
  const child = spawn(program ?? '', [...args, ...settings.flatMap((line) => ['-c', line]), 'Please work.'], {
    cwd: join(home, 'project'),
    env: { PATH: process.env['PATH'], HOME: home, CODEX_HOME: home, TOLLGATE_API_KEY: world.key },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (child.signalCode !== null) throw new Error(`Codex was ended by ${child.signalCode}.\n${output}`);
  return { exitCode, output };
}
