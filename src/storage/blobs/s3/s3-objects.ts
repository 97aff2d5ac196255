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
}

export class S3Error extends Error {
  override readonly name = 'S3Error';
}

const TIMEOUT_MS = 60_000;

export function openS3Objects({ bucket, prefix, endpoint, region, credentials, encryption }: S3Options): S3Objects {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const session = sessionToken === null ? {} : { sessionToken };
  // Repeated by the callers, who know what can wait.
  const client = new AwsClient({ accessKeyId, secretAccessKey, ...session, service: 's3', region, retries: 0 });
  const root = `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}/`;
  const urlOf = (key: string): string => root + `${prefix}${key}`.split('/').map(encodeURIComponent).join('/');
  const send = async (key: string, init: RequestInit): Promise<Response> => {
    try {
      return await client.fetch(urlOf(key), { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
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
  };
}

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
