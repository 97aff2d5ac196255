/** Runs the real Claude Code headless, as on a developer's fresh machine with nothing but a settings.json. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord, parseJson } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';

export interface Developer {
  /** An empty project folder, the working directory. */
  project: string;
  home: string;
  /** Removes both. */
  leave(): Promise<void>;
}

/** A home with `~/.claude/settings.json` as given, and an empty project. */
export async function newDeveloper(settings: JsonRecord): Promise<Developer> {
  const scratch = await mkdtemp(join(tmpdir(), 'claude-code-'));
  const [home, project] = [join(scratch, 'home'), join(scratch, 'project')];
  await mkdir(join(home, '.claude'), { recursive: true });
  await mkdir(project);
  await writeFile(join(home, '.claude', 'settings.json'), JSON.stringify(settings, undefined, 2));
  return { home, project, leave: () => rm(scratch, { recursive: true, force: true }) };
}

export interface Run {
  exitCode: number | null;
  /** The last line of `--output-format stream-json`; empty when there was none. */
  result: JsonRecord;
  /** What the user reads: the result's text. */
  said: string;
  stdout: string;
  stderr: string;
  /** Wall time. */
  ms: number;
}

export interface RunOptions {
  program: string;
  developer: Developer;
  prompt: string;
  args?: string[];
  env?: Record<string, string>;
  timeoutMs?: number;
}

/** `claude -p PROMPT` with the usual tools allowed. Rejects when it takes longer than `timeoutMs` (a minute). */
export async function runClaudeCode(options: RunOptions): Promise<Run> {
  const { program, developer, prompt, timeoutMs = 60_000 } = options;
  const started = performance.now();
  const args = ['-p', prompt, '--output-format', 'stream-json', '--verbose'];
  const tools = ['--allowedTools', 'Write', 'Read', 'Bash', 'WebSearch', 'Agent'];
  const child = spawn(program, [...args, ...(options.args ?? []), ...tools], {
    cwd: developer.project,
    env: { PATH: process.env['PATH'], HOME: developer.home, TERM: 'dumb', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  clearTimeout(timer);
  const ms = performance.now() - started;
  if (child.signalCode !== null) {
    throw new Error(`Claude Code was ended by ${child.signalCode} after ${ms} ms.\n${stdout}\n${stderr}`);
  }
  const lines = stdout.split('\n').map(parseJson).filter(isRecord);
  const result = lines.findLast((line) => line['type'] === 'result') ?? {};
  return { exitCode, result, said: String(result['result'] ?? ''), stdout, stderr, ms };
}

/** The settings of the documentation: gateway address, gateway key in both places, provider by header. */
export function gatewaySettings(gateway: { url: string; key: string }, env: Record<string, string> = {}): JsonRecord {
  return {
    env: {
      ANTHROPIC_BASE_URL: gateway.url,
      ANTHROPIC_AUTH_TOKEN: gateway.key,
      ANTHROPIC_CUSTOM_HEADERS: `x-portkey-api-key: ${gateway.key}\nx-portkey-provider: @vertex-prod`,
      ANTHROPIC_MODEL: 'claude-sonnet-4-20250514',
      ANTHROPIC_DEFAULT_SONNET_MODEL: 'claude-sonnet-4-20250514',
      ANTHROPIC_DEFAULT_OPUS_MODEL: 'claude-opus-4-20250514',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'claude-haiku-4-20250514',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      ...env,
    },
  };
}
