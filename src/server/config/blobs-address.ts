/** `s3://bucket/prefix?region=…`: where bodies are kept, with the credentials that AWS's own tools read from the environment. */
import { cleanSecret } from '../../kernel/secret-text.ts';
import { UsageError } from './usage-error.ts';

export interface BlobsAddress {
  bucket: string;
  /** Before every key; empty, or with a slash at its end. */
  prefix: string;
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string | null };
  /** Server-side encryption; null = as the bucket says. */
  encryption: { mode: string; keyId: string | null } | null;
}

type Variable = (name: string) => string | undefined;

const NAME = '--blobs / TOLLGATE_BLOBS';
const PARAMETERS: ReadonlySet<string> = new Set(['region', 'endpoint', 'sse', 'sse_key']);
const MODES: ReadonlySet<string> = new Set(['AES256', 'aws:kms']);

/** null = on this disk. Throws UsageError, which shows no secret. */
export function readBlobsAddress(told: string, variable: Variable): BlobsAddress | null {
  const text = cleanSecret(told);
  if (text === '') return null;
  const url = /^s3:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === '') {
    throw new UsageError(`${NAME}: expected s3://bucket[/prefix][?region=…&endpoint=…&sse=…&sse_key=…]`);
  }
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw new UsageError(`${NAME}: there is no parameter "${unknown}"`);
  const region = url.searchParams.get('region') ?? variable('AWS_REGION') ?? 'us-east-1';
  return {
    bucket: url.hostname,
    prefix: toPrefix(url.pathname),
    region,
    endpoint: readEndpoint(url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`),
    credentials: readCredentials(variable),
    encryption: readEncryption(url.searchParams),
  };
}

function toPrefix(pathname: string): string {
  const path = decoded(pathname).replace(/^\/+|\/+$/g, '');
  return path === '' ? '' : `${path}/`;
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new UsageError(`${NAME}: the prefix has a % that begins no escape`);
  }
}

function readEncryption(parameters: URLSearchParams): BlobsAddress['encryption'] {
  const mode = parameters.get('sse');
  if (mode === null) return null;
  if (!MODES.has(mode)) throw new UsageError(`${NAME}: sse is AES256 or aws:kms, got "${mode}"`);
  return { mode, keyId: parameters.get('sse_key') };
}

function readEndpoint(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new UsageError(`${NAME}: endpoint must be an http(s) address`);
}

function readCredentials(variable: Variable): BlobsAddress['credentials'] {
  const secret = (name: string): string => cleanSecret(variable(name) ?? '');
  const [accessKeyId, secretAccessKey] = [secret('AWS_ACCESS_KEY_ID'), secret('AWS_SECRET_ACCESS_KEY')];
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new UsageError(`${NAME}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`);
  }
  return { accessKeyId, secretAccessKey, sessionToken: secret('AWS_SESSION_TOKEN') || null };
}
