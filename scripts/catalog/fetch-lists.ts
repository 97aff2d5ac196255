/**
 * The published lists behind src/catalog/models.gen.json. Two of them are data inside of packages that nothing here runs: they
 * are fetched at pinned versions into .cache/catalog-lists when the table is written anew.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../src/wire/json/object.ts';

const CACHE = fileURLToPath(new URL('../../.cache/catalog-lists', import.meta.url));
const PUBLISHED = new URL('published-list-2026-08-21.json', import.meta.url);

/** LiteLLM's list of models (MIT) lies in its wheel; each of its rows names the vendor's page that it is from. */
const LITELLM = '1.110.2';
/** A list of what agents may ask of models (MIT), of the npm package @oh-my-pi/pi-catalog. */
const PI_CATALOG = '18.2.11';

/** In the order in which the lists are believed, with the day of the list or of reading it. The first is the pinned devDependency. */
export const LISTS = [
  { name: '@pydantic/genai-prices@0.1.8', date: '2026-09-23' },
  { name: `litellm ${LITELLM}`, date: '2026-11-30' },
  { name: 'published price list', date: '2026-08-21' },
  { name: `@oh-my-pi/pi-catalog@${PI_CATALOG}`, date: '2026-09-23' },
] as const;

export function publishedList(): JsonObject {
  return JSON.parse(readFileSync(PUBLISHED, 'utf8')) as JsonObject;
}

/** Needs pip; the network only where the cache has no wheel of this version. */
export function litellmList(): JsonObject {
  const dir = join(CACHE, `litellm-${LITELLM}`);
  const file = join(dir, 'litellm/model_prices_and_context_window_backup.json');
  if (!existsSync(file)) {
    mkdirSync(dir, { recursive: true });
    execFileSync('pip', ['download', '--no-deps', '--quiet', '--dest', dir, `litellm==${LITELLM}`]);
    execFileSync('sh', ['-c', 'unzip -oq litellm-*.whl "litellm/model_prices*.json"'], { cwd: dir });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
}

export function piCatalogList(): JsonObject {
  const dir = join(CACHE, `pi-catalog-${PI_CATALOG}`);
  const file = join(dir, 'package/src/models.json');
  if (!existsSync(file)) {
    mkdirSync(dir, { recursive: true });
    execFileSync('npm', ['pack', '--silent', `@oh-my-pi/pi-catalog@${PI_CATALOG}`], { cwd: dir });
    execFileSync('sh', ['-c', 'tar xzf oh-my-pi-pi-catalog-*.tgz package/src/models.json'], { cwd: dir });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
}
