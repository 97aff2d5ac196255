#!/usr/bin/env node
// The door of `npx tollgate` and `npm start`. Plain JavaScript, because it must run on any Node from 20 on: Tollgate
// itself needs the Node it was tested with, which comes as the npm package `node`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

const require = modules.createRequire(import.meta.url);
const tested = require('../package.json').dependencies.node;

/** The source in a clone, the compiled form in an installed package. */
const source = new URL('../src/server/cli/main.ts', import.meta.url);
const program = existsSync(source) ? source : new URL('../dist/main.js', import.meta.url);

const self = fileURLToPath(import.meta.url);

/**
 * A larger young generation than V8's first choice lets fewer requests reach the old one. docs/reference/performance.md has
 * the figures.
 */
const YOUNG = '--max-semi-space-size=16';
/**
 * Two heaps of glibc instead of eight for each core: what one thread frees, another can use. And large bodies apart from
 * them, so that each goes back to the system when it is freed and leaves no hole.
 */
const MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };
/**
 * Keeps the stripped source on disk: a second start is faster, and does without the 20 MB of the type stripper. Node runs what
 * it finds there, so it lies beside the program's own code and is as safe: Node's usual place is a name in the directory for
 * temporary files, which any user of the machine can make first.
 */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url));
const hasFlags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) => text.includes('semi-space'));

if (isOlder(process.versions.node, tested)) handOver(bundledNode());
else if (process.argv[2] === 'start' && !hasFlags && process.execve !== undefined && process.platform !== 'win32') {
  // The same process goes on as the same Node with the flags: no parent stays behind.
  const args = [...process.execArgv, YOUNG, self, ...process.argv.slice(2)];
  process.execve(process.execPath, [process.execPath, ...args], {
    ...MEMORY,
    NODE_COMPILE_CACHE: compileCache,
    ...process.env,
  });
} else {
  modules.enableCompileCache?.(compileCache);
  stopWithNpm();
  await import(program.href);
}

/**
 * npm passes a SIGTERM to the shell between us, which ends at once and passes nothing on. A parent that is gone is the only
 * sign of it. A signal of our own makes an end of the watch: a second one would cut off what is still running.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 250);
  watch.unref();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => clearInterval(watch));
}

function isOlder(version, wanted) {
  const [major, minor] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}

function bundledNode() {
  const name = process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node';
  try {
    return require.resolve(name);
  } catch {
    console.error(
      `Tollgate runs on Node ${tested} or newer; this is ${process.versions.node}, and the npm package "node" that ` +
        'brings the right one is not complete.\nRun "npm rebuild node" (its install script must be allowed), or use a newer Node.',
    );
    return process.exit(1);
  }
}

/** Runs the program on the other Node; signals go through (a terminal's Ctrl-C reaches both), and its end is ours. */
function handOver(node) {
  stopWithNpm();
  const child = spawn(node, [YOUNG, fileURLToPath(program), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...MEMORY, NODE_COMPILE_CACHE: compileCache, ...process.env },
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  child.on('error', (error) => {
    console.error(`Cannot run ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
