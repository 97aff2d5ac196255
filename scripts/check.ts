/**
 * `npm run check`: every `check:*` script of package.json, as many at a time as there are cores. Prints one line per
 * part, then the whole output of those that failed. `npm run check lint types` runs those parts only.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PREFIX = 'check:';

interface Part {
  name: string;
  command: string;
}

interface Outcome {
  passed: boolean;
  output: string;
}

/** In the order of package.json, where the longest stand first so that the short ones fill the gaps. */
function readParts(): Part[] {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as { scripts: Record<string, string> };
  return Object.entries(scripts)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, command]) => ({ name: name.slice(PREFIX.length), command }));
}

function run(command: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', PATH: `${ROOT}/node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ passed: false, output: String(error) }));
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}

/** Returns what the failed parts printed. */
async function runAll(parts: readonly Part[]): Promise<string[]> {
  const waiting = parts.values();
  const failures: string[] = [];
  const work = async (): Promise<void> => {
    for (const { name, command } of waiting) {
      const startedAt = performance.now();
      const { passed, output } = await run(command);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${seconds.padStart(5)} s`);
      if (!passed) failures.push(`──── ${name}: ${command}\n${output.trimEnd()}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failures;
}

const all = readParts();
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !all.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  const failures = await runAll(chosen.length === 0 ? all : all.filter(({ name }) => chosen.includes(name)));
  for (const failure of failures) console.log(`\n${failure}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
