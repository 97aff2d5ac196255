/** Objects in a bucket that speaks S3: put, read a range, size. https://docs.aws.amazon.com/AmazonS3/latest/API/ */
import { AwsClient } from 'aws4fetch';

export interface S3Options {
  bucket: string;
  /** Before every key; empty, or with a slash at its end. */
  prefix: string;
  /** As `https://s3.eu-west-1.amazonaws.com`, or that of another store. The bucket is the first part of the path. */
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string | null };
  /** `AES256`, or `aws:kms` with the id of a key; null = as the bucket says. */
  encryption: { mode: string; keyId: string | null } | null;
}

export interface S3Objects {
  /** Throws S3Error. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** Bytes; null = there is no such object. Throws S3Error. */
  size(key: string): Promise<number | null>;
  /** Fewer bytes than asked for at the end of the object. Throws S3Error. */
  range(key: string, position: number, length: number): Promise<Buffer>;
  /** Keys that begin so, a page at a time; `after`: of the page before. Throws S3Error. */
  list(prefix: string, after: string | null): Promise<{ keys: string[]; next: string | null }>;
  /** Also where there is none. Throws S3Error. */
  remove(key: string): Promise<void>;
}

export class S3Error extends Error {
  override readonly name = 'S3Error';
}

const TIMEOUT_MS = 60_000;

/** Sends a request that is signed, by the way that leads to the store. Rejects where no answer comes. */
export type SendSigned = (request: Request, body: Uint8Array<ArrayBuffer> | null) => Promise<Response>;

interface Asked {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
}

export function openS3Objects(
  { bucket, prefix, endpoint, region, credentials, encryption }: S3Options,
  sendSigned: SendSigned,
): S3Objects {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const session = sessionToken === null ? {} : { sessionToken };
  // Repeated by the callers, who know what can wait.
  const client = new AwsClient({ accessKeyId, secretAccessKey, ...session, service: 's3', region, retries: 0 });
  const root = `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}/`;
  const urlOf = (key: string): string => root + `${prefix}${key}`.split('/').map(encodeURIComponent).join('/');
  const send = (key: string, asked: Asked): Promise<Response> => fetchUrl(urlOf(key), asked);
  const fetchUrl = async (url: string, asked: Asked): Promise<Response> => {
    try {
      const signed = await client.sign(url, { ...asked, signal: AbortSignal.timeout(TIMEOUT_MS) });
      return await sendSigned(signed, asked.body ?? null);
    } catch (cause) {
      throw new S3Error('The object store cannot be reached', { cause });
    }
  };
  return {
    async put(key, bytes) {
      const headers = { 'content-type': 'application/zstd', ...encryptionHeaders(encryption) };
      const response = await send(key, { method: 'PUT', body: new Uint8Array(bytes), headers });
      if (!response.ok) throw await refusal(response);
      await response.arrayBuffer();
    },
    async size(key) {
      const response = await send(key, { method: 'HEAD' });
      if (response.status === 404) return null;
      if (!response.ok) throw await refusal(response);
      return Number(response.headers.get('content-length'));
    },
    async range(key, position, length) {
      const headers = { range: `bytes=${position}-${position + length - 1}` };
      const response = await send(key, { method: 'GET', headers });
      if (!response.ok) throw await refusal(response);
      return Buffer.from(await response.arrayBuffer());
    },
    async list(before, after) {
      const asked = {
        'list-type': '2',
        prefix: `${prefix}${before}`,
        ...(after === null ? {} : { 'continuation-token': after }),
      };
      const response = await fetchUrl(`${root}?${new URLSearchParams(asked).toString()}`, { method: 'GET' });
      if (!response.ok) throw await refusal(response);
      const text = await response.text();
      const keys = [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => fromXml(key).slice(prefix.length));
      const next = /<NextContinuationToken>([^<]*)</.exec(text)?.[1];
      return { keys, next: next === undefined ? null : fromXml(next) };
    },
    async remove(key) {
      const response = await send(key, { method: 'DELETE' });
      if (!response.ok && response.status !== 404) throw await refusal(response);
      await response.arrayBuffer();
    },
  };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const fromXml = (text: string): string => text.replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

function encryptionHeaders(encryption: S3Options['encryption']): Record<string, string> {
  if (encryption === null) return {};
  const key = encryption.keyId === null ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyId };
  return { 'x-amz-server-side-encryption': encryption.mode, ...key };
}

const CODE = /<Code>([A-Za-z]{1,60})<\/Code>/;

async function refusal(response: Response): Promise<S3Error> {
  const code = CODE.exec(await response.text())?.[1] ?? 'no code';
  return new S3Error(`The object store answered ${response.status} (${code})`);
}
