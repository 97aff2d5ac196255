/** Bodies in a bucket of a real S3 server, against the port's suite, and what can go wrong on the way there. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasS3Server, type S3Server, startS3Server } from '../../../../testkit/s3-server.ts';
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import { createLogger } from '../../../observe/logger.ts';
import { describeBlobs } from '../../ports/blobs.suite.ts';
import { openS3Blobs } from './s3-blobs.ts';
import { openS3Objects } from './s3-objects.ts';

const LONG_MS = 60_000;

const objectsOf = ({ endpoint, bucket, accessKeyId, secretAccessKey }: S3Server) =>
  openS3Objects(
    {
      bucket,
      prefix: 'a prefix/',
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey, sessionToken: null },
      encryption: null,
    },
    (request) => fetch(request),
  );

describe.skipIf(!hasS3Server())('in a bucket', () => {
  let server: S3Server;
  const directories: string[] = [];
  let directory: string;
  let troubles: (string | null)[];
  let now: number;
  let timers: { run: () => void; ms: number }[];

  beforeAll(async () => {
    server = await startS3Server();
  }, LONG_MS);
  afterAll(async () => {
    await server.remove();
    for (const one of directories) rmSync(one, { recursive: true, force: true });
  }, LONG_MS);

  const newDirectory = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'tollgate-s3-blobs-'));
    directories.push(made);
    return made;
  };
  beforeEach(() => {
    directory = newDirectory();
    troubles = [];
    timers = [];
    now = 1_000_000_000_000;
  });

  function open(
    at = directory,
    { maxPackBytes = 20, secretAccessKey = server.secretAccessKey, isLogShared = false } = {},
  ) {
    return openS3Blobs({
      directory: at,
      objects: objectsOf({ ...server, secretAccessKey }),
      logger: createLogger({ level: 'error', write: () => undefined, now: () => 0 }),
      maxPackBytes,
      isLogShared,
      now: () => now,
      setTimer(run, ms) {
        const timer = { run, ms };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
      onUpload: (trouble) => troubles.push(trouble),
    });
  }
  const packs = (at = directory) => readdirSync(at).filter((name) => name.startsWith('pack-'));
  const fire = (ms: number): void => {
    const due = timers.filter((timer) => timer.ms === ms);
    timers = timers.filter((timer) => timer.ms !== ms);
    for (const { run } of due) run();
  };
  const AGE_MS = 5 * 60_000;
  const RETRY_MS = 10_000;

  describeBlobs(() => open());

  it('a full pack leaves the disk for the bucket, and is read from there, by other nodes too', async () => {
    const blobs = await open();
    const refs: string[] = [];
    for (const text of ['the first of them', 'the second of them', 'the third'])
      refs.push(await blobs.append([Buffer.from(text)]));
    await vi.waitFor(() => expect(packs()).toEqual(['pack-3.bin']), { timeout: 10_000 });
    expect(String(await blobs.read(refs[0] ?? ''))).toBe('the first of them');
    const other = await open(newDirectory());
    expect(String(await other.read(refs[1] ?? ''))).toBe('the second of them');
    // On the first node's disk still.
    expect(await other.read(refs[2] ?? '')).toBeNull();
    fire(AGE_MS);
    await vi.waitFor(() => expect(packs()).toEqual(['pack-4.bin']), { timeout: 10_000 });
    expect(String(await other.read(refs[2] ?? ''))).toBe('the third');
    await Promise.all([blobs.close(), other.close()]);
  });

  it('a reference that names no node is read where the log is this node’s own, and never where nodes share one', async () => {
    const at = newDirectory();
    const alone = await open(at, { maxPackBytes: 100 });
    const ref = await alone.append([Buffer.from('written here')]);
    const unnamed = ref.slice(ref.indexOf('/') + 1);
    expect(String(await alone.read(unnamed))).toBe('written here');
    fire(AGE_MS);
    await vi.waitFor(() => expect(packs(at)).toEqual(['pack-2.bin']), { timeout: 10_000 });
    expect(String(await alone.read(unnamed))).toBe('written here');
    await alone.close();
    const shared = await open(at, { maxPackBytes: 100, isLogShared: true });
    expect(String(await shared.read(ref))).toBe('written here');
    expect(await shared.read(unnamed)).toBeNull();
    await shared.close();
  });

  it(
    'while the bucket is away packs stay, a restart included, and go when it is back',
    async () => {
      const blobs = await open();
      await server.kill();
      const ref = await blobs.append([Buffer.from('written while it was away')]);
      await blobs.append([Buffer.from('and the next')]);
      await vi.waitFor(() => expect(troubles).toContain('upload_failed'), { timeout: 10_000 });
      expect(String(await blobs.read(ref))).toBe('written while it was away');
      await blobs.close();
      const restarted = await open();
      await server.start();
      await vi.waitFor(
        () => {
          fire(RETRY_MS);
          expect(packs()).toEqual(['pack-2.bin']);
        },
        { timeout: 30_000, interval: 500 },
      );
      expect(troubles.at(-1)).toBeNull();
      expect(String(await restarted.read(ref))).toBe('written while it was away');
      await restarted.close();
    },
    LONG_MS,
  );

  it(
    'what an organisation keeps no longer is erased in its pack, also in one of a node that is gone, and read as gone everywhere',
    async () => {
      const [TEAM, RIVAL] = ['ws_team', 'ws_rival'] as WorkspaceId[];
      const team = { organisationId: 'org_team' as OrganisationId, workspaces: [TEAM as WorkspaceId] };
      const DAY_MS = 86_400_000;
      const gone = await open(directory, { maxPackBytes: 1000 });
      const own = await gone.append([Buffer.from('a body of the team')], TEAM);
      const other = await gone.append([Buffer.from('a body of the rival')], RIVAL);
      fire(AGE_MS);
      await vi.waitFor(() => expect(packs()).toEqual(['pack-2.bin']), { timeout: 10_000 });
      await gone.close();

      const node = await open(newDirectory());
      const reader = await open(newDirectory());
      for (const blobs of [node, reader]) expect(String(await blobs.read(own))).toBe('a body of the team');
      // Its own node would have a day for it.
      expect(await node.retained.deleteSlice(now + DAY_MS, team)).toBe(false);
      expect(String(await node.read(own))).toBe('a body of the team');
      while (await node.retained.deleteSlice(now + DAY_MS + 1, team)) continue;
      // The reader knows an older table of the pack's frames.
      for (const blobs of [node, reader]) {
        expect(await blobs.read(own)).toBeNull();
        expect(String(await blobs.read(other))).toBe('a body of the rival');
      }
      const rival = { organisationId: 'org_rival' as OrganisationId, workspaces: [RIVAL as WorkspaceId] };
      while (await node.retained.deleteSlice(now + DAY_MS + 1, rival)) continue;
      expect(await node.read(other)).toBeNull();
      const left = await objectsOf(server).list(own.slice(0, own.indexOf('/')), null);
      expect(left.keys).toEqual([]);
      await Promise.all([node.close(), reader.close()]);
    },
    LONG_MS,
  );

  it('a wrong secret is told, and loses nothing', async () => {
    const blobs = await open(directory, { maxPackBytes: 1, secretAccessKey: 'wrong' });
    const ref = await blobs.append([Buffer.from('kept')]);
    await blobs.append([Buffer.from('next')]);
    await vi.waitFor(() => expect(troubles).toContain('upload_failed'), { timeout: 10_000 });
    expect(String(await blobs.read(ref))).toBe('kept');
    await blobs.close();
  });

  it('a ref never names another key of the bucket', async () => {
    const blobs = await open();
    for (const ref of ['../../x/1:0:1', `${'0'.repeat(36)}/1:0:1`, 'pack-1.zst']) {
      await expect(blobs.read(ref)).rejects.toThrow('Malformed blob ref');
    }
    await blobs.close();
  });
});
