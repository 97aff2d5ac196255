/** The address of a bucket: what is understood, and what is refused without showing a secret. */
import { expect, it } from 'vitest';
import { readBlobsAddress } from './blobs-address.ts';

const KEYS: Readonly<Record<string, string>> = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'hush' };
const read = (text: string, environment = KEYS) => readBlobsAddress(text, (name) => environment[name]);

it('names a bucket of AWS by its region, and another store by its endpoint', () => {
  expect(read('')).toBeNull();
  expect(read('s3://bucket/a/b/?region=eu-west-1')).toEqual({
    bucket: 'bucket',
    prefix: 'a/b/',
    region: 'eu-west-1',
    endpoint: 'https://s3.eu-west-1.amazonaws.com',
    credentials: { accessKeyId: 'AKIA1', secretAccessKey: 'hush', sessionToken: null },
    encryption: null,
  });
  expect(read('s3://bucket?endpoint=http://127.0.0.1:9000&sse=aws:kms&sse_key=k1')).toMatchObject({
    prefix: '',
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:9000',
    encryption: { mode: 'aws:kms', keyId: 'k1' },
  });
  expect(read('s3://bucket', { ...KEYS, AWS_REGION: 'ap-southeast-2', AWS_SESSION_TOKEN: 't' })).toMatchObject({
    region: 'ap-southeast-2',
    credentials: { sessionToken: 't' },
  });
});

it.each([
  ['https://bucket', 'expected s3://'],
  ['s3://', 'expected s3://'],
  ['s3://bucket?colour=red', 'colour'],
  ['s3://bucket?sse=none', 'AES256'],
  ['s3://bucket?endpoint=ftp://x', 'endpoint'],
])('refuses %s', (text, complaint) => {
  expect(() => read(text)).toThrow(complaint);
});

it('asks for the credentials by the names of their variables', () => {
  expect(() => read('s3://bucket', {})).toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
});
