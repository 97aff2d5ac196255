/** The connection to Valkey or Redis that engines share: every wait is bounded, and outages are logged for the operator. */
import { createHash } from 'node:crypto';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import type { Logger } from '../observe/logger.ts';
import { parseValkeyAddress, type ValkeyAddress } from './valkey-address.ts';

/** Buffers are views into the driver's memory, up to three times their size: copy what is to be kept. */
export type ValkeyReply = Buffer | number | readonly (Buffer | null)[] | null;
type Arguments = readonly (string | number | Buffer)[];

export interface ValkeyScript {
  readonly lua: string;
  readonly sha1: string;
}

export interface ValkeyClient {
  readonly logger: Logger;
  /** Grows with each connection that is made: on another one there may be another server, which knows nothing. */
  connection(): number;
  /**
   * Sends one command whose reply is a number, a text, or a list of texts. Resolves to null for nil, for a server that
   * refused it, and for one that is away or silent. Never rejects, and waits for `timeoutMs` at the most.
   */
  run(command: string, args: Arguments): Promise<ValkeyReply>;
  /** The same for a script over one key, so that a cluster knows where to run it. */
  runScript(script: ValkeyScript, key: string, args: Arguments): Promise<ValkeyReply>;
  /** Lets what was sent be answered, within `timeoutMs`. Later operations resolve to null. */
  close(): Promise<void>;
}

export interface ValkeyOptions {
  /** One of `VALKEY_FORMS`. */
  url: string;
  logger: Logger;
  /** ms; only differences count. */
  now: () => number;
  /** An outage begins, or is over. */
  onOutage?: (isAway: boolean) => void;
  /** Another connection to the same server tells the operator of its outages. */
  isSecond?: boolean;
  /** How long an operation may wait for its answer, ms. A connection that is silent ten times as long is given up. */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 100;
/** A connection is dead when an answer is late by this many times. Its handshake has as long. */
const TIMEOUTS_UNTIL_DEAD = 10;
const CONNECT_TIMEOUT_MS = 1_000;
const FIRST_RECONNECT_MS = 250;
const MAX_RECONNECT_MS = 2_000;
/** A server that refuses says so to every operation; the operator hears it once in this time. */
const REFUSALS_EVERY_MS = 10_000;

const CONNECTION: RedisOptions = {
  lazyConnect: true,
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: 30_000,
  disableClientInfo: true,
  // Nothing is queued or sent twice: whoever asked has had an answer by then.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // A dead peer never answers the goodbye.
  disconnectTimeout: 10,
  retryStrategy: (attempt) => Math.min(FIRST_RECONNECT_MS * 2 ** (attempt - 1), MAX_RECONNECT_MS),
};

/**
 * Resolves when connected, or when the first attempt has failed, after about two seconds at the most: a server that is
 * away at the start is an outage like any other, and is connected to when it comes. Throws when the address is no
 * address, or when the package `ioredis` is not installed.
 */
export async function connectValkey(options: ValkeyOptions): Promise<ValkeyClient> {
  const { logger, now, onOutage = () => undefined, isSecond = false, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const address = parseValkeyAddress(options.url);
  // (`socketTimeout` would say it better, but in ioredis 5.11 its timer outlives the socket and destroys the next one.)
  const redis = await openDriver(address, { ...CONNECTION, commandTimeout: timeoutMs * TIMEOUTS_UNTIL_DEAD });
  const outages = watchOutages({ logger, now, onOutage, isSecond, server: address.label });
  let lastError: Error | null = null;
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  let isLeaving = false;
  redis.on('close', () => {
    isLeaving = false;
    outages.begin(lastError?.message ?? 'the connection was closed');
  });
  const connection = countConnections(redis);
  redis.on('ready', () => {
    lastError = null;
    outages.end();
  });
  /** Once for each connection: the driver stays `ready` until its socket is closed, and every operation fails by itself. */
  const leave = (): void => {
    if (isLeaving || redis.status !== 'ready') return;
    isLeaving = true;
    redis.disconnect(true);
  };
  const fail = (error: unknown): void => {
    // The driver gave up, and whoever asked did so long before.
    if (!isRefusal(error)) return leave();
    outages.end();
    const isNews = outages.refuse(error);
    // What was the primary is a replica now: the address may lead to the new one.
    if (isNews && error.message.startsWith('READONLY')) leave();
  };
  const ask = async (send: () => Promise<unknown>): Promise<ValkeyReply> => {
    if (redis.status === 'ready' && !outages.isAway) {
      const reply = send();
      // Also when it comes too late for the one who asked: the server is back.
      reply.then(outages.end, fail);
      try {
        return toReply(await withinTime(reply, timeoutMs));
      } catch (error) {
        if (isRefusal(error)) return null;
        if (error instanceof SilenceError) outages.begin(error.message);
      }
    }
    outages.miss();
    return null;
  };

  await redis.connect().catch(() => undefined);
  return {
    logger,
    connection,
    run: (command, args) => ask(() => redis.callBuffer(command, [...args])),
    runScript: (script, key, args) => ask(() => evaluate(redis, script, [1, key, ...args])),
    async close() {
      outages.stop();
      if (redis.status === 'ready') await ask(() => redis.quit());
      redis.disconnect();
    },
  };
}

type Driver = Redis | Cluster;

/** In a cluster also each change of its primaries, of which a key may have got another. */
function countConnections(redis: Driver): () => number {
  let count = 0;
  redis.on('ready', () => {
    count += 1;
  });
  if (!('slots' in redis)) return () => count;
  let known = '';
  redis.on('refresh', () => {
    const primaries = [...new Set(redis.slots.map((nodes) => nodes?.[0]))].join(' ');
    if (known !== '' && primaries !== known) count += 1;
    known = primaries;
  });
  return () => count;
}

export function valkeyScript(lua: string): ValkeyScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}

/** A time to live as the server takes it: whole ms, at least one, and within its integers. */
export function wholeMs(ms: number): number {
  return ms > 1 ? Math.ceil(Math.min(ms, Number.MAX_SAFE_INTEGER / 1024)) : 1;
}

class SilenceError extends Error {}

/** Settles as `work` does, or rejects with a SilenceError after `ms`. */
function withinTime<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new SilenceError(`no answer within ${ms} ms`));
    // After a pause of this process, timers run before the answers that have come meanwhile are read: let them in.
    const timer = setTimeout(() => setImmediate(giveUp), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The server knows scripts by their hash, until it is started anew. */
async function evaluate(redis: Driver, { lua, sha1 }: ValkeyScript, keysAndArgs: (string | number | Buffer)[]) {
  try {
    return await redis.callBuffer('EVALSHA', [sha1, ...keysAndArgs]);
  } catch (error) {
    if (!isRefusal(error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return redis.callBuffer('EVAL', [lua, ...keysAndArgs]);
  }
}

/** An error that the server itself answered with. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function toReply(reply: unknown): ValkeyReply {
  if (Array.isArray(reply)) return reply.map((each: unknown) => (Buffer.isBuffer(each) ? each : null));
  return Buffer.isBuffer(reply) || typeof reply === 'number' ? reply : null;
}

interface Outages {
  readonly isAway: boolean;
  begin(reason: string): void;
  end(): void;
  /** An operation was answered without the server. */
  miss(): void;
  /** The server answered, but with an error. True when this one was logged. */
  refuse(error: Error): boolean;
  /** Nothing is told from here on. */
  stop(): void;
}

type OutageOptions = Required<Pick<ValkeyOptions, 'logger' | 'now' | 'onOutage' | 'isSecond'>> & { server: string };

function watchOutages({ logger, now, onOutage, isSecond, server }: OutageOptions): Outages {
  let awaySince: number | null = null;
  let missed = 0;
  let refusals = { toldAt: -Infinity, since: 0 };
  let stopped = false;
  return {
    get isAway() {
      return awaySince !== null;
    },
    begin(reason) {
      if (stopped || awaySince !== null) return;
      awaySince = now();
      onOutage(true);
      if (!isSecond)
        logger.warn('Valkey is away; nothing is counted, leased or cached until it is back', { server, reason });
    },
    end() {
      if (awaySince === null) return;
      const told = { server, awayMs: Math.round(now() - awaySince), operationsWithoutIt: missed };
      if (!isSecond) logger.warn('Valkey is back', told);
      awaySince = null;
      missed = 0;
      onOutage(false);
    },
    miss() {
      missed += 1;
    },
    refuse(error) {
      refusals.since += 1;
      if (stopped || now() - refusals.toldAt < REFUSALS_EVERY_MS) return false;
      logger.warn('Valkey refuses operations', { server, error, refusedSinceLastTold: refusals.since });
      refusals = { toldAt: now(), since: 0 };
      return true;
    },
    stop() {
      stopped = true;
    },
  };
}

/** How often it is asked who is the primary of what, ms: a cluster changes without closing a connection. */
const SLOTS_EVERY_MS = 2_000;
/** A key that has moved is looked for at the node that was named, and once more. */
const MAX_REDIRECTIONS = 2;

async function openDriver(address: ValkeyAddress, options: RedisOptions): Promise<Driver> {
  const ioredis = await loadDriver();
  if (address.kind === 'single') return new ioredis.Redis(address.url, options);
  const secure = address.isTls ? { tls: {} } : {};
  if (address.kind === 'sentinel') {
    const { username, password } = address.sentinelLogin;
    return new ioredis.Redis({
      ...options,
      ...secure,
      ...address.login,
      enableTLSForSentinelMode: address.isTls,
      sentinels: [...address.sentinels],
      name: address.name,
      db: address.database,
      // Also where the primary that is replaced still answers.
      failoverDetector: true,
      sentinelRetryStrategy: options.retryStrategy ?? (() => MAX_RECONNECT_MS),
      ...(username === undefined ? {} : { sentinelUsername: username }),
      ...(password === undefined ? {} : { sentinelPassword: password }),
    });
  }
  const { retryStrategy, enableOfflineQueue: _, ...redisOptions } = options;
  return new ioredis.Cluster([...address.nodes], {
    lazyConnect: true,
    // Else a command is refused while its node is being connected to; whoever asks waits for `timeoutMs` at the most.
    enableOfflineQueue: true,
    clusterRetryStrategy: (attempt) => retryStrategy?.(attempt) ?? MAX_RECONNECT_MS,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    slotsRefreshInterval: SLOTS_EVERY_MS,
    maxRedirections: MAX_REDIRECTIONS,
    // Nothing is sent twice.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    redisOptions: { ...redisOptions, ...secure, ...address.login },
  });
}

async function loadDriver(): Promise<{ Redis: typeof Redis; Cluster: typeof Cluster }> {
  try {
    return await import('ioredis');
  } catch (cause) {
    throw new Error('Valkey and Redis need the package "ioredis", which is missing: run `npm install ioredis`', {
      cause,
    });
  }
}
