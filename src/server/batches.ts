/** Follows batches that run at providers: looks at each when it is due, in whichever process has taken it. */
import { lookAtBatch, type Looked } from '../gateway/batches/look-at-batch.ts';
import type { GatewayDeps } from '../gateway/dependencies.ts';
import type { Snapshot } from '../gateway/snapshot/snapshot.ts';
import type { OrganisationId } from '../kernel/ids.ts';
import type { Batch } from '../storage/ports/records/batches.ts';
import type { Records } from '../storage/ports/records/records.ts';
import { newId } from './new-id.ts';

/** How often it is looked for batches that are due. */
const EVERY_MS = 15_000;
/** Of a batch, from one look to the next: a share of its age, within these. */
const LEAST_MS = 30_000;
const MOST_MS = 600_000;
const SHARE_OF_AGE = 0.1;
/** A process that works on a batch has it for so long, and takes it anew with every progress. */
const TAKEN_MS = 300_000;
const MAX_AT_ONCE = 20;
/** A file that was uploaded longer ago is one that nobody has looked at. */
const FILES_KEPT_MS = 30 * 86_400_000;

type FollowRecords = Pick<Records, 'system' | 'within'>;

export interface BatchFollowing extends NonNullable<Pick<GatewayDeps, 'batches'>['batches']> {
  /** From now on it looks. Returns what ends it: resolves when no look runs any more. */
  start(using: { deps: GatewayDeps; snapshot: () => Snapshot; every: Every; after: After }): () => Promise<void>;
}

type Every = (ms: number, run: () => void) => () => void;
type After = (ms: number, run: () => void) => () => void;

export function createBatchFollowing(records: FollowRecords, now: () => number): BatchFollowing {
  let lookNow: (organisationId: OrganisationId) => void = () => undefined;
  return {
    async follow(batch) {
      const at = now();
      const begun = { createdAt: at, nextLookAt: at + LEAST_MS, takenUntil: 0, settledLines: 0 };
      const row: Batch = { ...batch, id: newId('span'), ...begun };
      await records.within(batch.organisationId, (tx) => tx.batches.insert(row));
    },
    async rememberFile(file) {
      const createdAt = now();
      await records.within(file.organisationId, async (tx) => {
        await tx.batches.removeFilesBefore(createdAt - FILES_KEPT_MS);
        await tx.batches.insertFile({ ...file, id: newId('span'), createdAt });
      });
    },
    fileOf: ({ id: workspaceId, organisationId, accountId, fileId }) =>
      records.within(organisationId, (tx) => tx.batches.findFile({ workspaceId, accountId, fileId })),
    lookSoon(organisationId, upstreamId) {
      records
        .within(organisationId, (tx) => tx.batches.bringForward(upstreamId, now()))
        .then((isFollowed) => (isFollowed ? lookNow(organisationId) : undefined))
        // It is looked at when it is due all the same.
        .catch(() => undefined);
    },
    start({ deps, snapshot, every, after }) {
      const looker = createLooker({ records, now, deps, snapshot, after });
      lookNow = (organisationId) => looker.run([organisationId]);
      const stop = every(EVERY_MS, () => looker.run(null));
      return async () => {
        stop();
        lookNow = () => undefined;
        await looker.end();
      };
    },
  };
}

interface LookerParts {
  records: FollowRecords;
  now: () => number;
  deps: GatewayDeps;
  snapshot: () => Snapshot;
  after: After;
}

function createLooker(parts: LookerParts) {
  const { records, deps } = parts;
  let running: Promise<void> = Promise.resolve();
  let isWaiting = false;
  let isOver = false;
  const work = async (only: readonly OrganisationId[] | null): Promise<void> => {
    try {
      const all = async () => (await records.system((tx) => tx.organisations.list())).map(({ id }) => id);
      for (const organisationId of only ?? (await all())) {
        const due = await records.within(organisationId, (tx) => tx.batches.due(parts.now(), MAX_AT_ONCE));
        for (const batch of due) if (!isOver) await lookOnce(batch, parts);
      }
    } catch (error) {
      deps.logger.error('Looking for batches that are due failed. It is tried again.', { error });
    }
  };
  return {
    /** One after the other; a whole round that waits already is enough. */
    run(only: readonly OrganisationId[] | null): void {
      if (isOver || (only === null && isWaiting)) return;
      if (only === null) isWaiting = true;
      running = running.then(() => {
        if (only === null) isWaiting = false;
        return isOver ? undefined : work(only);
      });
    },
    async end(): Promise<void> {
      isOver = true;
      await running;
    },
  };
}

/** Never rejects for what the provider does. */
async function lookOnce(batch: Batch, { records, now, deps, snapshot, after }: LookerParts): Promise<void> {
  const { organisationId, id } = batch;
  let taken = { ...batch, takenUntil: now() + TAKEN_MS };
  if (!(await records.within(organisationId, (tx) => tx.batches.claim(batch, taken.takenUntil)))) return;
  const write = async (next: Batch): Promise<void> => {
    taken = next;
    await records.within(organisationId, (tx) => tx.batches.replace(next));
  };
  const progressed = (settledLines: number): Promise<void> =>
    write({ ...taken, settledLines, takenUntil: now() + TAKEN_MS });
  const looked = await lookAtBatch(batch, { ...deps, gateway: deps, snapshot: snapshot(), after, progressed }).catch(
    (error: unknown): Looked => {
      deps.logger.warn('A batch could not be looked at. It is tried again.', { batch: batch.upstreamId, error });
      return { kind: 'running' };
    },
  );
  if (looked.kind === 'running') {
    return write({ ...taken, nextLookAt: now() + pauseFor(batch, now()), takenUntil: 0 });
  }
  if (looked.kind === 'lost') {
    deps.logger.error('The results of a batch cannot be charged.', { batch: batch.upstreamId, reason: looked.reason });
  }
  await records.within(organisationId, (tx) => tx.batches.remove(id));
}

const pauseFor = ({ createdAt }: Batch, now: number): number =>
  Math.min(MOST_MS, Math.max(LEAST_MS, Math.round((now - createdAt) * SHARE_OF_AGE)));
