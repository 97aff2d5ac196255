/** The way from the journal into a sink: each closed segment exactly once, oldest first, and then its file is deleted. */
import { rmSync } from 'node:fs';
import type { Logger } from '../../observe/logger.ts';
import type { Clock } from '../../kernel/clock.ts';
import { UnreadableFile, writeReadableRows } from './salvage.ts';
import { type Closed, type ClosedSegment, closedSegments, countLines, releaseSegment } from './segments.ts';
import { type LogSink, SinkUnavailable } from './sink.ts';

export interface FollowerOptions {
  directory: string;
  sink: LogSink;
  clock: Clock;
  logger: Logger;
  /** Called when rows are left out of the log because they cannot be read. */
  onSetAside?: () => void;
}

/** A segment that could not be ingested, for whatever reason; it stands among the suspects from now on. */
class SegmentError extends Error {
  override readonly name = 'SegmentError';
  /** It has not been read line by line yet. */
  readonly isFirst: boolean;
  constructor(segment: ClosedSegment, { attempts, cause }: { attempts: number; cause: unknown }) {
    super(`Segment ${segment.number} of the journal cannot be read`, { cause });
    this.isFirst = attempts === 1;
  }
}

/** A file that cannot be read may be readable again in a moment; one of a process that is gone has had its moments. */
const MAX_ATTEMPTS = 5;

type Context = FollowerOptions & {
  /** What is known of segments that failed, by their number. */
  suspects: Map<number, { attempts: number }>;
};

/**
 * Returns what ingests every closed segment, one call after the other. A segment that the sink cannot read is read line by
 * line, and what cannot be read at all is set aside, so that the rows after it go on. Throws SegmentError at the first
 * failure; the segment waits for the next call.
 */
export function followJournal(options: FollowerOptions): (closed: Closed) => Promise<void> {
  const context: Context = { ...options, suspects: new Map() };
  let last: Promise<unknown> = Promise.resolve();
  return (closed) => {
    const mine = last.then(() => onceMore(() => ingestAll(context, closed)));
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** A segment that has failed for the first time is read in another way at once. */
async function onceMore(ingest: () => Promise<void>): Promise<void> {
  try {
    await ingest();
  } catch (error) {
    if (!(error instanceof SegmentError && error.isFirst)) throw error;
    await ingest();
  }
}

async function ingestAll(context: Context, closed: Closed): Promise<void> {
  // Asked for first: a journal without rows would not show that the sink cannot be reached.
  const position = await context.sink.position();
  let isAny = false;
  for (const segment of closedSegments(context.directory, closed)) {
    if (segment.number <= position) {
      // Of a process that died between the two.
      releaseSegment(segment, 'delete');
      continue;
    }
    const damaged = await ingestAnyhow(context, segment);
    releaseSegment(segment, damaged > 0 ? 'set-aside' : 'delete');
    context.suspects.delete(segment.number);
    isAny = true;
  }
  if (isAny) await context.sink.rest();
}

async function ingestAnyhow(context: Context, segment: ClosedSegment): Promise<number> {
  const suspect = context.suspects.get(segment.number);
  try {
    return await (suspect === undefined ? ingestSegment(context, segment) : ingestLineByLine(context, segment));
  } catch (error) {
    // The machine's fault, and not the segment's: it waits.
    if (isOfTheMachine(error)) throw error;
    const attempts = (suspect?.attempts ?? 0) + 1;
    context.suspects.set(segment.number, { attempts });
    const isGivenUp = attempts >= MAX_ATTEMPTS || (segment.lines === null && attempts > 1);
    if (!isGivenUp || !(error instanceof UnreadableFile)) throw new SegmentError(segment, { attempts, cause: error });
    context.logger.error('A segment of the journal cannot be read; it is set aside, and the rows after it go on', {
      ...segment,
      error: error.cause,
    });
    context.onSetAside?.();
    return segment.lines ?? 1;
  }
}

function isOfTheMachine(error: unknown): boolean {
  if (error instanceof SinkUnavailable) return true;
  return error instanceof Error && /Out of Memory|failed to (?:pin|allocate)|No space left|ENOSPC/.test(error.message);
}

/** What the sink has refused as a whole, by the lines that are rows, each within its bounds. */
async function ingestLineByLine({ sink, logger, onSetAside }: Context, segment: ClosedSegment): Promise<number> {
  const readable = `${segment.path}.readable`;
  try {
    const { rows, damaged } = await writeReadableRows(segment.path, readable);
    const inserted = await sink.take({ number: segment.number, path: readable });
    logger.warn('A segment of the journal was read line by line', { ...segment, rows, damaged, inserted });
    if (damaged > 0) onSetAside?.();
    return damaged;
  } finally {
    rmSync(readable, { force: true });
  }
}

/** Returns how many of the segment's lines were no rows. */
async function ingestSegment({ sink, clock, logger }: Context, segment: ClosedSegment): Promise<number> {
  const started = clock.elapsed();
  const lines = await countLines(segment);
  if (lines === null) {
    logger.error('A segment of the journal was taken away before the log had read it', { ...segment });
    return 0;
  }
  const rows = await sink.take(segment);
  if (rows === null) return 0;
  logger.debug('The log read a segment of its journal', { ...segment, rows, ms: clock.elapsed() - started });
  const damaged = lines - rows;
  if (damaged > 0) {
    logger.warn('The journal had lines that are no rows; their file is set aside', { ...segment, lines, damaged });
  }
  return damaged;
}
