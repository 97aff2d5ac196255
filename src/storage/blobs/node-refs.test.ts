import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeBlobs } from '../ports/blobs.suite.ts';
import { openFileBlobs } from './files.ts';
import { refBeside } from '../blob-refs.ts';
import { nodeOf, withNodeRefs } from './node-refs.ts';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const directories: string[] = [];

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-node-refs-'));
  directories.push(directory);
  return directory;
}

async function openNode(at?: string, isLogShared = true) {
  const directory = at ?? (await makeDirectory());
  return withNodeRefs(await openFileBlobs({ directory, logger }), { node: nodeOf(directory), isLogShared });
}

afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

describe('the packs of one node', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await makeDirectory();
  });
  describeBlobs(() => openNode(directory));
});

it('a body of another node, at a place that this node has too, is not there: what stands at the place is somebody else’s', async () => {
  const [one, two] = [await openNode(), await openNode()];
  const ref = await one.append([Buffer.from('of the first tenant')]);
  await two.append([Buffer.from('of the other tenant')]);
  expect((await one.read(ref))?.toString()).toBe('of the first tenant');
  expect(await two.read(ref)).toBeNull();
  expect(await two.read(ref.slice(ref.indexOf('/') + 1))).toBeNull();
  await expect(two.read(`no-node/${ref}`)).rejects.toThrow('Malformed blob ref');
  await Promise.all([one.close(), two.close()]);
});

it('a node that has its log for itself again reads what it wrote as one of several, and what it wrote before that', async () => {
  const directory = await makeDirectory();
  const alone = await openNode(directory, false);
  const first = await alone.append([Buffer.from('alone')]);
  expect(first).not.toContain('/');
  await alone.close();
  const shared = await openNode(directory);
  const second = await shared.append([Buffer.from('one of several')]);
  await shared.close();
  const again = await openNode(directory, false);
  expect(String(await again.read(first))).toBe('alone');
  expect(String(await again.read(second))).toBe('one of several');
  expect(String(await again.read(refBeside(second, first)))).toBe('alone');
  await again.close();
});
