/** `tollgate logs`: prints the newest requests, and with `--follow` the ones to come. */
import { ApiUnreachable, createApiClient, type CallApi } from '../../../http/outbound/api-client.ts';
import { environment } from '../../config/environment.ts';
import { UsageError } from '../../config/options.ts';
import { DEFAULT_URL, readFlags, readUrl, type Command, type Terminal } from '../command.ts';
import { textAt } from '../json-shape.ts';
import { createFollower, type Arrival, type FetchPage } from './follow.ts';
import { formatLogLine, LOG_HEADER } from './format.ts';
import { readLogPage, type LogPage } from './log-row.ts';

const FLAGS = {
  follow: { type: 'boolean', short: 'f' },
  url: { type: 'string' },
  key: { type: 'string' },
  limit: { type: 'string' },
  session: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const MAX_LIMIT = 1000;
const POLL_MS = 1000;
const TIMEOUT_MS = 30_000;

export const logs: Command = async (args, terminal) => {
  const flags = readFlags(args, FLAGS);
  const limit = readLimit(flags.limit ?? '20');
  const key = flags.key ?? environment['TOLLGATE_API_KEY'] ?? environment['TOLLGATE_ADMIN_KEY'] ?? '';
  if (key === '') throw new UsageError('no key: set TOLLGATE_API_KEY, or give --key (it needs the scope logs.list)');
  const call = createApiClient(readUrl('url', flags.url ?? environment['TOLLGATE_URL'] ?? DEFAULT_URL), TIMEOUT_MS);
  const ask = createAsk(call, key, flags.session);
  const show = (arrivals: readonly Arrival[]): void => {
    for (const { line, raw } of arrivals)
      terminal.print(flags.json === true ? JSON.stringify(raw) : formatLogLine(line));
  };

  const first = await ask({ limit });
  if (flags.json !== true) terminal.print(LOG_HEADER);
  show(first.rows.map((line, index) => ({ line, raw: first.raw[index] })).toReversed());
  if (flags.follow !== true) return 0;
  const fetchPage: FetchPage = ({ endedFrom, cursor }) =>
    ask({
      limit: MAX_LIMIT,
      ...(endedFrom === null ? {} : { time_of_completion_min: new Date(endedFrom).toISOString() }),
      ...(cursor === null ? {} : { cursor }),
    });
  await followUntilStopped(createFollower(fetchPage, first), show, terminal);
  return 0;
};

type Ask = (query: Readonly<Record<string, string | number>>) => Promise<LogPage>;

/** Throws ApiUnreachable, and Error with the gateway's words when it refuses. */
function createAsk(call: CallApi, key: string, session: string | undefined): Ask {
  return async (query) => {
    const all = { ...query, ...(session === undefined ? {} : { session_id: session }) };
    const search = new URLSearchParams(
      Object.entries<string | number>(all).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const { status, body } = await call({
      method: 'GET',
      path: `/v1/logs?${search.toString()}`,
      headers: { 'x-portkey-api-key': key },
    });
    if (status === 200) return readLogPage(body);
    const words = [textAt(body, 'data', 'message') ?? `status ${status}`, textAt(body, 'data', 'hint') ?? ''];
    throw new Error(`the gateway refuses to show its log: ${words.join(' ').trim()}`);
  };
}

/** Polls until Ctrl-C or SIGTERM. An unreachable gateway is reported once, and waited for. */
function followUntilStopped(
  poll: () => Promise<Arrival[]>,
  show: (arrivals: readonly Arrival[]) => void,
  { note }: Terminal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isPolling = false;
    let isAway = false;
    const stop = (): void => {
      clearInterval(timer);
      resolve();
    };
    const tick = async (): Promise<void> => {
      try {
        show(await poll());
        isAway = false;
      } catch (error) {
        if (!(error instanceof ApiUnreachable)) throw error;
        if (!isAway) note(`${error.message}; waiting for it`);
        isAway = true;
      }
    };
    const timer = setInterval(() => {
      if (isPolling) return;
      isPolling = true;
      tick()
        .catch((error: unknown) => {
          clearInterval(timer);
          reject(error instanceof Error ? error : new Error(String(error)));
        })
        .finally(() => {
          isPolling = false;
        });
    }, POLL_MS);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  });
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new UsageError(`--limit: expected a whole number from 1 to ${MAX_LIMIT}, got "${text}"`);
}
