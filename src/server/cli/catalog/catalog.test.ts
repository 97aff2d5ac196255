import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { catalog } from './catalog.ts';

let directory: string;
let lines: string[];
const terminal = { print: (line: string) => void lines.push(line), note: (line: string) => void lines.push(line) };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-catalog-'));
  lines = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, json: unknown): string {
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify(json));
  return file;
}
const run = (...args: string[]) => catalog(['import', '--data-dir', directory, ...args], terminal);
const stored = () => JSON.parse(readFileSync(join(directory, 'catalog.json'), 'utf8')) as unknown;

const litellm = (price: number) => ({ 'groq/m': { litellm_provider: 'groq', input_cost_per_token: price } });

it('an import is stored where a gateway looks for it, and a later one goes before it, model by model', async () => {
  expect(await run('--file', write('a.json', { ...litellm(1e-6), 'groq/n': litellm(3e-6)['groq/m'] }))).toBe(0);
  await run('--file', write('b.json', litellm(2e-6)));
  expect(stored()).toMatchObject({
    source: 'litellm:a.json+litellm:b.json',
    platforms: { groq: { m: { price: { input_tokens: 2_000_000 } }, n: { price: { input_tokens: 3_000_000 } } } },
  });
  await run('--replace', '--file', write('c.json', litellm(4e-6)));
  expect(stored()).toMatchObject({ source: 'litellm:c.json', platforms: { groq: { m: {} } } });
  expect(lines[0]).toBe('2 models of 1 providers, in the shape of litellm');
});

it('a dry run says what there is, and writes nothing', async () => {
  await run('--dry-run', '--file', write('a.json', litellm(1e-6)));
  expect(stored).toThrow();
});

it.each([
  [['--file', '/nowhere.json'], /cannot be read as JSON/],
  [[], /--file/],
  [['--file', 'package.json'], /none of the shapes/],
])('%j is refused', async (args, message) => {
  await expect((async () => run(...args))()).rejects.toThrow(message);
});
