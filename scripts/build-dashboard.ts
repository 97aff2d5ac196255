/**
 * `npm run build:dashboard`: builds dashboard/dist, compressed copies beside the files. With `--if-stale`, as before
 * `npm start`, only when the sources have changed since, and a failure is reported but does not keep the gateway from starting.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '..');
const DASHBOARD = join(ROOT, 'dashboard');
const DIST = join(DASHBOARD, 'dist');
const STAMP = join(DIST, 'built-from');

/** Of everything that the build depends on: its own sources and the versions of the packages. */
function sourceHash(): string {
  const files = globSync('**/*', { cwd: DASHBOARD, withFileTypes: true, exclude: ['dist/**'] })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of [...files, join(ROOT, 'package-lock.json')]) {
    if (!existsSync(file)) continue;
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

async function build(): Promise<void> {
  // Whoever runs this may have another value, as a test runner has: React would come in its slow development form.
  process.env['NODE_ENV'] = 'production';
  const { build: viteBuild } = await import('vite');
  await viteBuild({ configFile: join(DASHBOARD, 'vite.config.ts'), logLevel: 'warn' });
  const paths = globSync('assets/*.{js,css,svg}', { cwd: DIST });
  for (const path of paths) {
    const file = join(DIST, path);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
  writeFileSync(STAMP, sourceHash());
}

const isFresh = (): boolean => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourceHash();

if (!process.argv.includes('--if-stale')) await build();
else if (existsSync(join(DASHBOARD, 'main.tsx')) && !isFresh()) {
  try {
    console.log('Building the dashboard; this is needed once.');
    await build();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    console.log(`The dashboard could not be built (${reason}); the gateway starts without it.`);
  }
}
