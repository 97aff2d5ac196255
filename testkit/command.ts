/** One command of `tollgate`, or a shell script that calls it, run to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { builtTollgate } from './built-tollgate.ts';

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const NODE = createRequire(import.meta.url).resolve('node/bin/node');

/** With nothing of the tester's own environment but PATH. */
export async function runTollgate(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  return run(NODE, [await builtProgram(), ...args], env);
}

/** In bash, where `tollgate` is a command. It stops at the first that fails. */
export async function runScript(script: string, env: Record<string, string> = {}): Promise<CommandResult> {
  const tollgate = `tollgate() { '${NODE}' '${await builtProgram()}' "$@"; }`;
  return run('bash', ['-euo', 'pipefail', '-c', `${tollgate}\n${script}`], env);
}

const builtProgram = async (): Promise<string> => join(await builtTollgate(), 'bin/tollgate.js');

async function run(program: string, args: readonly string[], env: Record<string, string>): Promise<CommandResult> {
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}
