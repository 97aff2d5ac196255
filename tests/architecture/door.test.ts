/** `bin/tollgate.js` on a Node that is too old: it hands over, and nobody notices. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { REPOSITORY } from './planted.ts';

/** Prints what it was given, then ends as it is told: by a code, or by the signal that it waits for. */
const PROGRAM = `
const [how] = process.argv.slice(2);
if (how === 'wait') {
  const waiting = setInterval(() => {}, 1000);
  process.on('SIGTERM', () => { console.log('terminated'); clearInterval(waiting); process.exitCode = 7; });
} else process.exitCode = Number(how);
console.log(process.argv.slice(2).join(' '));
`;

const clones: string[] = [];
afterAll(() => clones.forEach((clone) => rmSync(clone, { recursive: true })));

/** A clone whose package.json asks for `wanted`, with or without the npm package `node`. */
function cloneWanting(wanted: string, options: { bundled: boolean }): string {
  const clone = mkdtempSync(join(tmpdir(), 'tollgate-door-'));
  clones.push(clone);
  for (const folder of ['bin', 'src/server/cli', 'node_modules/node/bin'])
    mkdirSync(join(clone, folder), { recursive: true });
  copyFileSync(join(REPOSITORY, 'bin/tollgate.js'), join(clone, 'bin/tollgate.js'));
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ type: 'module', dependencies: { node: wanted } }));
  writeFileSync(join(clone, 'src/server/cli/main.ts'), PROGRAM);
  if (options.bundled) symlinkSync(process.execPath, join(clone, 'node_modules/node/bin/node'));
  return clone;
}

interface End {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `signal` is sent as soon as the program has printed its first line. */
function open(
  clone: string,
  args: string[],
  { signal, env = process.env }: { signal?: NodeJS.Signals; env?: NodeJS.ProcessEnv } = {},
): Promise<End> {
  return follow(spawn(process.execPath, [join(clone, 'bin/tollgate.js'), ...args], { env }), signal);
}

/** As npm does it: a shell in between, which is all that a signal reaches. */
function openByNpm(clone: string, args: string[], signal: NodeJS.Signals): Promise<End> {
  const command = `"${process.execPath}" "${join(clone, 'bin/tollgate.js')}" ${args.join(' ')}; true`;
  const env = { ...process.env, npm_lifecycle_event: 'start' };
  return follow(spawn('sh', ['-c', command], { env }), signal);
}

function follow(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals | undefined): Promise<End> {
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    if (said.stdout === '' && signal !== undefined) child.kill(signal);
    said.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

describe('the compiled code that Node keeps', () => {
  it.each([
    ['by a Node that will do', '20.0.0'],
    ['by a Node that is handed over to', '99.0.0'],
  ])('lies beside the program and not among temporary files, which anybody may plant: %s', async (_, wanted) => {
    const clone = cloneWanting(wanted, { bundled: true });
    const shared = mkdtempSync(join(tmpdir(), 'tollgate-shared-'));
    clones.push(shared);
    expect((await open(clone, ['0'], { env: { ...process.env, TMPDIR: shared, HOME: shared } })).code).toBe(0);
    expect(readdirSync(shared)).toEqual([]);
    expect(readdirSync(join(clone, 'node_modules/.cache/compile'))).not.toEqual([]);
  });
});

describe('a Node that is too old', () => {
  const tooOld = cloneWanting('99.0.0', { bundled: true });

  it('hands over arguments, output and exit code, without a warning', async () => {
    expect(await open(tooOld, ['3', '--port', '1'])).toEqual({ code: 3, stdout: '3 --port 1\n', stderr: '' });
  });

  it('passes SIGTERM on and waits for the orderly end', async () => {
    const end = await open(tooOld, ['wait'], { signal: 'SIGTERM' });
    expect(end).toEqual({ code: 7, stdout: 'wait\nterminated\n', stderr: '' });
  });

  it('says what to do when the npm package "node" is not complete', async () => {
    const { code, stderr } = await open(cloneWanting('99.0.0', { bundled: false }), ['0']);
    expect(code).toBe(1);
    expect(stderr).toContain('npm rebuild node');
  });
});

describe.each([
  ['that will do', '20.0.0'],
  ['that is too old', '99.0.0'],
])('a SIGTERM to npm, on a Node %s', (_, wanted) => {
  it('reaches the program, although the shell in between does not pass it on', async () => {
    const { stdout } = await openByNpm(cloneWanting(wanted, { bundled: true }), ['wait'], 'SIGTERM');
    // The streams are closed when the program itself has ended.
    expect(stdout).toBe('wait\nterminated\n');
  });
});

describe('a Node that will do', () => {
  it('runs the program itself, without a warning', async () => {
    const end = await open(cloneWanting('20.0.0', { bundled: false }), ['5']);
    expect(end).toEqual({ code: 5, stdout: '5\n', stderr: '' });
  });
});
