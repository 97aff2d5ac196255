/** The server's options: flags override variables, variables override defaults. Only this file knows their names. */
import { blockListOf } from '../../http/visitor.ts';
import { readSecrets, type SecretOptions } from './read-secrets.ts';
import { readIdentity, type IdentityOptions } from './read-identity.ts';
import { type BlobsAddress, readBlobsAddress } from './blobs-address.ts';
import { readMaskedHeaders, readMetadataHeaders } from './header-lists.ts';
import { UsageError } from './usage-error.ts';
import { parseArgs } from 'node:util';
import type { EgressSettings } from '../../http/outbound/proxy.ts';
import { isHostRule } from '../../kernel/host-rules.ts';
import { cleanSecret } from '../../kernel/secret-text.ts';
import { isTimeZone, type Calendar } from '../../kernel/limit-window.ts';

export interface ServerOptions {
  host: string;
  port: number;
  dataDir: string;
  /** Processes that serve on the one port. */
  workers: number;
  /** Which of them this process is, from 1; null = none, or there is only one. */
  worker: number | null;
  /** `postgres://…`: the records are there, shared by every process that names the same; null = in the data directory. */
  databaseUrl: string | null;
  /** Of the request log; null = DuckDB in the data directory. */
  clickhouseUrl: string | null;
  /** Of bodies; null = in the data directory. */
  blobs: BlobsAddress | null;
  /** Path of the declarative file; null = none. */
  configFile: string | null;
  masterKey: string | undefined;
  adminKey: string | undefined;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** In lower case: where these say the caller's country; null = nowhere. */
  countryHeader: string | null;
  trustedHosts: readonly string[];
  /** `redis://…` or `rediss://…`: counters and cache are shared there; null = in this process's memory. */
  valkeyUrl: string | null;
  /** false = metrics only: no request or response bodies are kept. */
  storeBodies: boolean;
  /** The proxy through which upstreams are reached, from HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case. */
  egress: EgressSettings;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** How long running streams may go on after SIGTERM, ms. */
  drainMs: number;
  /** How long requests are still taken after SIGTERM, ms, while `GET /v1/ready` says that this process is about to end. */
  drainDelayMs: number;
  /** What happens to a request whose log row cannot be stored: it is served without one, or refused. */
  whenUnlogged: 'serve' | 'refuse';
  /** How long rows and bodies are kept, days; null = for ever. */
  retentionDays: number | null;
  /** How long events of the audit trail are kept, days; null = for ever. */
  auditRetentionDays: number | null;
  /** What rows and bodies may take together. */
  retentionSize: RetentionSize;
  /** What the bodies of running requests may take of this process's memory, bytes; null = a quarter of what it may have. */
  bodyMemoryBytes: number | null;
  /** Open connections of one address. */
  maxConnectionsPerAddress: number;
  /** How long a connection of a client may be idle, ms. */
  keepAliveMs: number;
  /** `on`: requests name saved configs and providers only, in every organisation; `off`: a new organisation starts without any such rule. */
  savedOnly: 'on' | 'off' | 'organisation';
  /** Files that a request names by URL are fetched where the provider takes data only. */
  fetchMedia: boolean;
  /** Headers whose values are metadata, by lower-case name. */
  metadataHeaders: readonly string[];
  /** Before the names of metadata that go to providers as labels of their bills; null = none go. */
  labelPrefix: string | null;
  /** Headers whose values are masked among the headers of a row of the log, by lower-case name. */
  maskedHeaders: readonly string[];
  ownIdentity: IdentityOptions;
  secrets: SecretOptions;
  /** Where traces and metrics go; null = nowhere. */
  otlp: OtlpOptions | null;
  /** By which budgets reset. */
  calendar: Calendar;
  /** The address under which people open the dashboard, without a slash at the end; null = not known. */
  publicUrl: string | null;
  /** The certificate (with its chain) and its key, PEM; null = plain HTTP. */
  tls: { certFile: string; keyFile: string } | null;
  /** Domains that are the own organisation's, in lower case: no TXT record has to prove them. */
  verifiedDomains: readonly string[];
  /** How long an access token of `/login` lives. */
  deviceTokenSeconds: number;
  /** null = no mail is sent. */
  smtp: { url: string; from: string } | null;
}

export interface OtlpOptions {
  /** Base, to which `/v1/traces` and `/v1/metrics` are added. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  resource: Readonly<Record<string, string>>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export { UsageError };

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

type Bounds = Pick<
  ServerOptions,
  | 'whenUnlogged'
  | 'retentionDays'
  | 'auditRetentionDays'
  | 'retentionSize'
  | 'bodyMemoryBytes'
  | 'maxConnectionsPerAddress'
>;

/** What may be taken of memory, disk and connections. */
function readBounds(variable: (name: string) => string | undefined): Bounds {
  return {
    whenUnlogged: readChoice('TOLLGATE_WHEN_UNLOGGED', variable('TOLLGATE_WHEN_UNLOGGED') ?? 'serve', UNLOGGED),
    retentionDays: readInteger('TOLLGATE_RETENTION_DAYS', variable('TOLLGATE_RETENTION_DAYS') ?? '90', 36_500) || null,
    auditRetentionDays:
      readInteger('TOLLGATE_AUDIT_RETENTION_DAYS', variable('TOLLGATE_AUDIT_RETENTION_DAYS') ?? '0', 36_500) || null,
    retentionSize: readSize(variable('TOLLGATE_RETENTION_SIZE') ?? '80%'),
    bodyMemoryBytes:
      readInteger('TOLLGATE_BODY_MEMORY_MB', variable('TOLLGATE_BODY_MEMORY_MB') ?? '0', 1_048_576) * MIB || null,
    maxConnectionsPerAddress: readInteger(
      'TOLLGATE_MAX_CONNECTIONS_PER_ADDRESS',
      variable('TOLLGATE_MAX_CONNECTIONS_PER_ADDRESS') ?? '4000',
      1_000_000,
    ),
  };
}

/** Google takes no label that begins otherwise, and 63 characters of one. */
function readLabelPrefix(value: string | undefined): string | null {
  if (value === undefined || /^[a-z][a-z0-9_-]{0,31}$/.test(value)) return value ?? null;
  throw new UsageError('METADATA_MAP_KEY_PREFIX: expected lower-case letters, digits, _ and -, as pk_gateway_');
}

function readHeaderLists(
  variable: (name: string) => string | undefined,
): Pick<ServerOptions, 'metadataHeaders' | 'maskedHeaders'> {
  const metadataHeaders = readMetadataHeaders(variable('HEADERS_TO_METADATA'));
  return {
    metadataHeaders,
    maskedHeaders: readMaskedHeaders(variable('ORGANISATION_HEADERS_TO_MASK'), metadataHeaders),
  };
}

/** Throws UsageError. */
export function readOptions(args: readonly string[], environment: Environment): ServerOptions {
  const flags = readFlags(args);
  /** An empty variable counts as none. */
  const variable = (name: string): string | undefined => environment[name] || undefined;
  const secret = (name: string): string | undefined => cleanSecret(environment[name] ?? '') || undefined;
  const either = (flag: string | undefined, name: string, otherwise: string): string =>
    flag ?? variable(name) ?? otherwise;
  return {
    host: readHost(either(flags.host, 'TOLLGATE_HOST', '127.0.0.1')),
    port: readInteger('--port / TOLLGATE_PORT', flags.port ?? readPortVariable(variable('TOLLGATE_PORT')), 65_535),
    dataDir: readDirectory(either(flags['data-dir'], 'TOLLGATE_DATA_DIR', '.tollgate')),
    ...readProcesses(flags.workers, variable),
    databaseUrl: readDatabaseUrl(either(flags['database-url'], 'TOLLGATE_DATABASE_URL', '')),
    clickhouseUrl: readClickhouseUrl(either(flags['clickhouse-url'], 'TOLLGATE_CLICKHOUSE_URL', '')),
    blobs: readBlobsAddress(either(flags.blobs, 'TOLLGATE_BLOBS', ''), variable),
    configFile: either(flags.config, 'TOLLGATE_CONFIG', '') || null,
    masterKey: secret('TOLLGATE_MASTER_KEY'),
    adminKey: secret('TOLLGATE_ADMIN_KEY'),
    trustedProxies: readTrustedProxies(variable('TOLLGATE_TRUSTED_PROXIES')),
    countryHeader: readHeaderName('TOLLGATE_COUNTRY_HEADER', variable('TOLLGATE_COUNTRY_HEADER')),
    trustedHosts: readTrustedHosts(variable('TRUSTED_CUSTOM_HOSTS')),
    valkeyUrl: readValkeyUrl(secret('TOLLGATE_VALKEY_URL')),
    storeBodies: readChoice('TOLLGATE_STORE_BODIES', variable('TOLLGATE_STORE_BODIES') ?? 'on', ['on', 'off']) === 'on',
    savedOnly: readChoice('TOLLGATE_SAVED_ONLY', variable('TOLLGATE_SAVED_ONLY') ?? 'organisation', SAVED_ONLY),
    ...readHeaderLists(variable),
    labelPrefix: readLabelPrefix(variable('METADATA_MAP_KEY_PREFIX')),
    fetchMedia: readChoice('TOLLGATE_FETCH_MEDIA', variable('TOLLGATE_FETCH_MEDIA') ?? 'on', ['on', 'off']) === 'on',
    ownIdentity: readIdentity(variable),
    secrets: readSecrets(environment),
    egress: readEgress(environment),
    otlp: readOtlp(variable),
    logLevel: readChoice('TOLLGATE_LOG_LEVEL', variable('TOLLGATE_LOG_LEVEL') ?? 'info', LEVELS),
    calendar: {
      zone: readTimeZone(variable('TOLLGATE_TIME_ZONE') ?? 'UTC'),
      weekStart: readChoice('TOLLGATE_WEEK_START', variable('TOLLGATE_WEEK_START') ?? 'monday', ['monday', 'sunday']),
    },
    ...readBounds(variable),
    publicUrl: readPublicUrl(variable('TOLLGATE_PUBLIC_URL')),
    ...readSignIn(variable, either, flags),
    smtp: readSmtp(secret('TOLLGATE_SMTP_URL'), variable),
    keepAliveMs: readInteger(
      'TOLLGATE_KEEP_ALIVE_MS',
      variable('TOLLGATE_KEEP_ALIVE_MS') ?? DEFAULT_KEEP_ALIVE_MS,
      MAX_KEEP_ALIVE_MS,
    ),
  };
}

/** The names of OpenTelemetry itself, then those of the contract (contract#opentelemetry). */
const OTLP_ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'EXPERIMENTAL_GEN_AI_OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_ENDPOINT',
];
const OTLP_HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'EXPERIMENTAL_GEN_AI_OTEL_EXPORTER_OTLP_HEADERS'];
const OTLP_RESOURCE = ['OTEL_RESOURCE_ATTRIBUTES', 'EXPERIMENTAL_GEN_AI_OTEL_RESOURCE_ATTRIBUTES'];

function readOtlp(variable: (name: string) => string | undefined): OtlpOptions | null {
  const first = (names: readonly string[]): string | undefined =>
    names.map(variable).find((text) => text !== undefined);
  const endpoint = first(OTLP_ENDPOINTS);
  if (endpoint === undefined) return null;
  const url = URL.parse(cleanSecret(endpoint));
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('OTEL_EXPORTER_OTLP_ENDPOINT: expected the base URL of a collector, as http://127.0.0.1:4318');
  }
  return {
    endpoint: url.href,
    headers: readPairs('OTEL_EXPORTER_OTLP_HEADERS', first(OTLP_HEADERS)),
    serviceName: variable('OTEL_SERVICE_NAME') ?? 'tollgate',
    resource: readPairs('OTEL_RESOURCE_ATTRIBUTES', first(OTLP_RESOURCE)),
  };
}

/** `a=1,b=2`, as OpenTelemetry writes it: names and values are URL-encoded. A header may hold a secret, so it is not shown. */
function readPairs(name: string, text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const cut = pair.indexOf('=');
      if (cut < 1) throw new UsageError(`${name}: expected name=value pairs, separated by commas`);
      return [pair.slice(0, cut).trim(), decoded(name, pair.slice(cut + 1))];
    }),
  );
}

function decoded(name: string, text: string): string {
  try {
    return decodeURIComponent(cleanSecret(text));
  } catch {
    throw new UsageError(`${name}: expected values that are URL-encoded, as a%20b; one is not`);
  }
}

const SAVED_ONLY = ['on', 'off', 'organisation'] as const;
/** The address itself may hold a password, so it is not shown. Links in mails need an address of ours. */
function readSmtp(url: string | undefined, variable: (name: string) => string | undefined): ServerOptions['smtp'] {
  if (url === undefined) return null;
  if (!/^smtps?:\/\/./i.test(url)) {
    throw new UsageError('TOLLGATE_SMTP_URL: expected smtp://[user:password@]host[:port], or smtps://… for TLS');
  }
  const from = variable('TOLLGATE_MAIL_FROM');
  if (from === undefined || !/^[^\r\n]*\S@\S[^\r\n]*$/.test(from)) {
    throw new UsageError('TOLLGATE_MAIL_FROM: expected the sender of mails, as Tollgate <tollgate@example.com>');
  }
  if (variable('TOLLGATE_PUBLIC_URL') === undefined) {
    throw new UsageError('TOLLGATE_PUBLIC_URL: is needed with TOLLGATE_SMTP_URL, because links in mails begin with it');
  }
  return { url, from };
}

/** Links in mails begin with it, so it is an origin and nothing else. */
function readPublicUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  const url = URL.parse(text.trim());
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname + url.search + url.hash);
  if (isOrigin && url.username === '') return url.origin;
  throw new UsageError(
    `TOLLGATE_PUBLIC_URL: expected an address without a path, as https://gateway.example${got(text)}`,
  );
}

type Either = (flag: string | undefined, name: string, otherwise: string) => string;

/** Who gets in, and how connections are kept private. */
function readSignIn(
  variable: (name: string) => string | undefined,
  either: Either,
  flags: { 'tls-cert'?: string; 'tls-key'?: string },
): Pick<ServerOptions, 'tls' | 'verifiedDomains' | 'deviceTokenSeconds'> {
  return {
    tls: readTls(either(flags['tls-cert'], 'TOLLGATE_TLS_CERT', ''), either(flags['tls-key'], 'TOLLGATE_TLS_KEY', '')),
    verifiedDomains: readDomains(variable('TOLLGATE_VERIFIED_DOMAINS') ?? ''),
    deviceTokenSeconds: readDeviceTokens(variable('TOLLGATE_DEVICE_TOKEN_SECONDS') ?? '3600'),
  };
}

function readDomains(text: string): string[] {
  const domains = text.split(',').flatMap((item) => item.trim().toLowerCase() || []);
  const wrong = domains.find((domain) => !/^[a-z0-9.-]+\.[a-z]{2,}$/.test(domain));
  if (wrong === undefined) return domains;
  throw new UsageError(`TOLLGATE_VERIFIED_DOMAINS: expected domains, as example.com${got(wrong)}`);
}

function readTls(certFile: string, keyFile: string): ServerOptions['tls'] {
  if (certFile === '' && keyFile === '') return null;
  if (certFile !== '' && keyFile !== '') return { certFile, keyFile };
  throw new UsageError('--tls-cert / TOLLGATE_TLS_CERT and --tls-key / TOLLGATE_TLS_KEY: give both, or neither');
}

/** Claude Code refreshes a token before it is over: one of a few seconds would be refreshed all the time. */
function readDeviceTokens(text: string): number {
  const name = 'TOLLGATE_DEVICE_TOKEN_SECONDS';
  const seconds = readInteger(name, text, 86_400);
  if (seconds >= 30) return seconds;
  throw new UsageError(`${name}: expected a whole number from 30 to 86400${got(text)}`);
}

const UNLOGGED = ['serve', 'refuse'] as const;
const MIB = 1024 * 1024;
const GB = 1_000_000_000;

/** `bytes`, or a share of what the disk has for it: of what rows and bodies take already, and what is free. */
export type RetentionSize = { bytes: number } | { share: number };

function readSize(text: string): RetentionSize {
  const [, number, unit] = /^(\d{1,7})(%|GB)$/.exec(text) ?? [];
  const value = Number(number);
  if (unit === 'GB' && value > 0) return { bytes: value * GB };
  if (unit === '%' && value > 0 && value <= 100) return { share: value / 100 };
  throw new UsageError(
    `TOLLGATE_RETENTION_SIZE: expected a share of the disk, as 80%, or a size, as 200GB${got(text)}`,
  );
}

/** Google's load balancers keep idle connections for 600 s and AWS's for up to as long: the server must close last. */
const DEFAULT_KEEP_ALIVE_MS = '620000';
const MAX_KEEP_ALIVE_MS = 86_400_000;

/**
 * Beside a service that is called `tollgate`, Kubernetes itself sets TOLLGATE_PORT to that service's address, as
 * `tcp://10.0.0.1:8787`. That is no port to listen on.
 */
function readPortVariable(text = '8787'): string {
  return /^(?:tcp|udp|sctp):\/\//.test(text) ? '8787' : text;
}

/** As curl and most other tools do: the lower-case name wins, and an address without a scheme is an http one. */
export function readEgress(environment: Environment): EgressSettings {
  const read = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name] || undefined;
  return {
    httpProxy: readProxyUrl('HTTP_PROXY', read('HTTP_PROXY')),
    httpsProxy: readProxyUrl('HTTPS_PROXY', read('HTTPS_PROXY')),
    noProxy: read('NO_PROXY') ?? '',
  };
}

/** The address itself may hold a password, so it is not shown. */
function readProxyUrl(name: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const written = cleanSecret(text);
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(written) ? written : `http://${written}`);
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '') return url.href;
  throw new UsageError(`${name}: expected http://[user:password@]host[:port]; SOCKS proxies are not supported`);
}

function readTimeZone(name: string): string {
  if (isTimeZone(name)) return name;
  throw new UsageError(`TOLLGATE_TIME_ZONE: expected the name of a time zone, as Europe/Berlin${got(name)}`);
}

/** An empty host would listen on every address of the machine. */
function readHost(text: string): string {
  if (text.trim() !== '') return text;
  throw new UsageError('--host / TOLLGATE_HOST: expected a name or an address, as 127.0.0.1, got none');
}

const MAX_WORKERS = 256;

/** How many processes there are, and how one of them ends. */
function readProcesses(
  flag: string | undefined,
  variable: (name: string) => string | undefined,
): Pick<ServerOptions, 'workers' | 'worker' | 'drainMs' | 'drainDelayMs'> {
  const name = '--workers / TOLLGATE_WORKERS';
  const workers = readInteger(name, flag ?? variable('TOLLGATE_WORKERS') ?? '1', MAX_WORKERS);
  if (workers === 0) throw new UsageError(`${name}: expected at least 1`);
  return {
    workers,
    // Set for a worker by the process that starts it.
    worker: Number(variable('TOLLGATE_WORKER') ?? 0) || null,
    drainMs: readInteger('TOLLGATE_DRAIN_MS', variable('TOLLGATE_DRAIN_MS') ?? '30000', 3_600_000),
    drainDelayMs: readInteger('TOLLGATE_DRAIN_DELAY_MS', variable('TOLLGATE_DRAIN_DELAY_MS') ?? '0', 600_000),
  };
}

function readDirectory(text: string): string {
  if (text.trim() !== '') return text;
  throw new UsageError('--data-dir / TOLLGATE_DATA_DIR: expected a directory, got none');
}

/** A rule that can match no host, as one with a scheme, is refused: it would look as if it were in force. */
function readTrustedHosts(text = ''): string[] {
  const hosts = text.split(',').flatMap((item) => item.trim().toLowerCase() || []);
  const wrong = hosts.find((host) => !isHostRule(host));
  if (wrong === undefined) return hosts;
  const expected = 'host names, *.domain or addresses, each with or without a port, without scheme or path';
  const place = `entry ${hosts.indexOf(wrong) + 1} of ${hosts.length}`;
  throw new UsageError(`TRUSTED_CUSTOM_HOSTS: expected ${expected}; ${place} is something else`);
}

/** Throws UsageError. */
function readTrustedProxies(text = ''): string[] {
  const entries = text.split(',').flatMap((item) => item.trim() || []);
  try {
    blockListOf(entries);
    return entries;
  } catch {
    throw new UsageError(
      'TOLLGATE_TRUSTED_PROXIES: expected addresses and networks as 10.0.0.0/8, with commas between',
    );
  }
}

function readHeaderName(name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (/^[a-z0-9-]{1,64}$/i.test(value)) return value.toLowerCase();
  throw new UsageError(`${name}: expected the name of a header, as cf-ipcountry`);
}

/** The address itself may hold a password, so it is not shown. */
function readValkeyUrl(url: string | undefined): string | null {
  if (url === undefined) return null;
  if (/^(?:redis|valkey)s?(?:\+sentinel|\+cluster)?:\/\/./i.test(url)) return url;
  throw new UsageError(
    'TOLLGATE_VALKEY_URL: expected redis://[user:password@]host[:port][/database], ' +
      'redis+sentinel://[user:password@]host:port,host:port/name[/database] or redis+cluster://[user:password@]host:port,host:port',
  );
}

/** The address itself may hold a password, so it is not shown. An empty one counts as none. Throws UsageError. */
export function readDatabaseUrl(text = ''): string | null {
  const url = cleanSecret(text);
  if (url === '' || /^postgres(?:ql)?:\/\/./i.test(url)) return url || null;
  throw new UsageError(
    '--database-url / TOLLGATE_DATABASE_URL: expected postgres://[user[:password]@]host[:port]/database',
  );
}

/** The address itself may hold a password, so it is not shown. An empty one counts as none. Throws UsageError. */
export function readClickhouseUrl(text: string): string | null {
  const url = cleanSecret(text);
  if (url === '' || (/^https?:\/\/./i.test(url) && URL.canParse(url))) return url || null;
  throw new UsageError(
    '--clickhouse-url / TOLLGATE_CLICKHOUSE_URL: expected http[s]://[user:password@]host[:port][/database]',
  );
}

function readFlags(args: readonly string[]) {
  const string = { type: 'string' } as const;
  const files = { config: string, 'tls-cert': string, 'tls-key': string };
  const databases = { 'database-url': string, 'clickhouse-url': string, blobs: string };
  const options = { port: string, host: string, workers: string, 'data-dir': string, ...databases, ...files };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}

function readInteger(name: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new UsageError(`${name}: expected a whole number from 0 to ${max}${got(text)}`);
}

function readChoice<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`${name}: expected one of ${choices.join(', ')}${got(text)}`);
}

/** Longer ones may be a secret that stands in the wrong variable: no error shows what variables hold. */
const MAX_SHOWN_CHARACTERS = 8;

const got = (text: string): string => (text.length <= MAX_SHOWN_CHARACTERS ? `, got "${text}"` : '');
