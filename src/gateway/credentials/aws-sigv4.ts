/** Signs a request for AWS (Signature Version 4). Source: AWS's page "Create a signed AWS API request". */
import { createHash, createHmac } from 'node:crypto';
import type { AwsKeys, AwsScope } from '../../providers/provider.ts';

export interface RequestToSign {
  method: string;
  /** Absolute. */
  url: string;
  body: readonly Uint8Array[];
  /** SHA-256 of the body in hex, where it was computed before. */
  bodyHash?: string;
  /** Of `x-amz-`, in lower case: AWS wants each of them signed. */
  headers?: Readonly<Record<string, string>>;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

interface By {
  keys: AwsKeys;
  scope: AwsScope;
  /** ms since the epoch: AWS refuses what is five minutes off. */
  now: number;
}

interface Signed {
  authorization: string;
  /** Headers that the signature covers, to be sent with it. */
  beside: Record<string, string>;
}

export function signAws(request: RequestToSign, { keys, scope, now }: By): Signed {
  const url = new URL(request.url);
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const signed: Record<string, string> = {
    host: url.host,
    'x-amz-date': time,
    ...request.headers,
    ...(keys.sessionToken === null ? {} : { 'x-amz-security-token': keys.sessionToken }),
  };
  const names = Object.keys(signed).toSorted();
  const canonical = [
    request.method,
    pathOf(url),
    queryOf(url),
    ...names.map((name) => `${name}:${(signed[name] ?? '').trim()}`),
    '',
    names.join(';'),
    request.bodyHash ?? hashOf(request.body),
  ].join('\n');
  const credential = `${date}/${scope.region}/${scope.service}/aws4_request`;
  const text = [ALGORITHM, time, credential, hashOf([Buffer.from(canonical)])].join('\n');
  const signature = hmac(signingKey(keys, scope, date), text).toString('hex');
  const { host: _, ...beside } = signed;
  const authorization = `${ALGORITHM} Credential=${keys.accessKeyId}/${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { authorization, beside };
}

/** Encoded once more than in the URL, as every service but S3 wants. */
function pathOf({ pathname }: URL): string {
  return pathname.split('/').map(encode).join('/');
}

function queryOf({ searchParams }: URL): string {
  const pairs = [...searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.toSorted().join('&');
}

/** All but letters, digits, `-`, `.`, `_` and `~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hashOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function signingKey({ secretAccessKey }: AwsKeys, { region, service }: AwsScope, date: string): Buffer {
  return [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`) as Buffer;
}
