/**
 * Takes the OpenTelemetry of clients: what Claude Code says of the work done in a session is counted, the rest is read to its
 * end and dropped. Traces say nothing that the gateway's own rows do not.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type ReportedWork, workOfEvent, workOfSum } from '../../control/session-activity/claude-code-work.ts';
import type { ActivityInbox } from '../../control/session-activity/inbox.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { Logger } from '../../observe/logger.ts';
import { OtlpError, type OtlpBody, readEvents, readSums } from '../../wire/otlp/read-export.ts';
import type { SignedInKey } from '../dashboard/session-routes.ts';

const SIGNALS = ['metrics', 'logs', 'traces'] as const;
export type TelemetrySignal = (typeof SIGNALS)[number];

/** The paths of OTLP over HTTP, below the address of the gateway. */
export const TELEMETRY_PATHS: ReadonlyMap<string, TelemetrySignal> = new Map(
  SIGNALS.map((signal) => [`/v1/${signal}`, signal]),
);

/** An export of logs has this one member. Anything else that comes to `/v1/logs` as JSON is the admin API's. */
export const isLogExport = (bytes: Buffer): boolean =>
  /^\s*\{\s*"resourceLogs"\s*:/.test(bytes.toString('latin1', 0, 200));

const unzip = promisify(gunzip);
const MAX_UNZIPPED_BYTES = 4 * 1024 * 1024;

export interface Telemetry {
  signal: TelemetrySignal;
  bytes: Buffer;
  isProtobuf: boolean;
  isGzip: boolean;
}

export interface TelemetryDoors {
  activity: ActivityInbox;
  logger: Logger;
  now: () => number;
}

/** Never rejects: a client that is told of a failure logs it at each flush, and there is nothing that it can do. */
export async function takeTelemetry(
  { activity, logger, now }: TelemetryDoors,
  key: SignedInKey,
  telemetry: Telemetry,
): Promise<void> {
  try {
    const work = await readWork(telemetry);
    const reporter = { ...key, workspaceId: key.workspaceId as WorkspaceId | null };
    if (activity.add(reporter, work, now())) return;
    logger.warn('Too many reports of clients wait to be stored: some are not counted.', { key: key.id });
  } catch (error) {
    logger.debug('A client’s telemetry could not be read.', { key: key.id, signal: telemetry.signal, error });
  }
}

async function readWork({ signal, bytes, isProtobuf, isGzip }: Telemetry): Promise<ReportedWork[]> {
  if (signal === 'traces' || bytes.length === 0) return [];
  const plain = isGzip ? await unzipped(bytes) : bytes;
  const body: OtlpBody = { bytes: plain, isProtobuf };
  const work = signal === 'metrics' ? readSums(body).map(workOfSum) : readEvents(body).map(workOfEvent);
  return work.filter((one) => one !== null);
}

async function unzipped(bytes: Buffer): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: MAX_UNZIPPED_BYTES });
  } catch (cause) {
    throw new OtlpError('The body is not gzip, or too large.', { cause });
  }
}
