/** Variables and files with what editors, `echo` and secret stores put around a secret. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../../testkit/localhost-certificate.ts';
import { createLogger } from '../../observe/logger.ts';
import { openTlsFiles } from '../tls-files.ts';
import { readOptions, UsageError } from './options.ts';
import { readIdentity } from './read-identity.ts';
import { readSecrets } from './read-secrets.ts';

const directory = mkdtempSync(join(tmpdir(), 'secrets-as-delivered-'));
afterAll(() => rmSync(directory, { recursive: true }));

const BOM = '\ufeff';
const aws = { AWS_ACCESS_KEY_ID: `${BOM}AKIDOFTHESTORE\r\n`, AWS_SECRET_ACCESS_KEY: 'of-the-store\\n' };

it('keys of a store of bodies and of a secret manager', () => {
  const { blobs } = readOptions([], { ...aws, TOLLGATE_BLOBS: 's3://bucket/a?region=eu-west-1\n' });
  const keys = { accessKeyId: 'AKIDOFTHESTORE', secretAccessKey: 'of-the-store', sessionToken: null };
  expect(blobs).toMatchObject({ bucket: 'bucket', region: 'eu-west-1', credentials: keys });
  expect(readIdentity((name) => Object.entries(aws).find(([one]) => one === name)?.[1]).aws.keys).toEqual(keys);
});

it('a variable that secret references may read', () => {
  const given = { TOLLGATE_SECRET_VARIABLES: 'KEY', KEY: `${BOM}sk-of-the-variable\r\n` };
  expect(readSecrets(given).variables.get('KEY')).toBe('sk-of-the-variable');
});

it('headers of a collector, and the address of a proxy', () => {
  const { otlp, egress } = readOptions([], {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${BOM}https://collector.example\n`,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20token\\n',
    HTTPS_PROXY: 'http://gate:word@proxy.example:3128\\n',
  });
  expect(otlp).toMatchObject({ endpoint: 'https://collector.example/', headers: { authorization: 'Bearer token' } });
  expect(egress.httpsProxy).toBe('http://gate:word@proxy.example:3128/');
});

it('what is no URL encoding is named by its variable, and not shown', () => {
  const wrong = [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=se%cret' },
    { ...aws, TOLLGATE_BLOBS: 's3://bucket/se%cret' },
  ];
  for (const environment of wrong) {
    expect(() => readOptions([], environment)).toThrow(UsageError);
    expect(() => readOptions([], environment)).not.toThrow(/cret/);
  }
});

it('a certificate and its key', () => {
  const [certFile, keyFile] = ['cert.pem', 'key.pem'].map((name) => join(directory, name));
  writeFileSync(certFile ?? '', BOM + LOCALHOST_CERTIFICATE.replaceAll('\n', '\r\n'));
  writeFileSync(keyFile ?? '', BOM + LOCALHOST_KEY.trimEnd());
  const files = { certFile: certFile ?? '', keyFile: keyFile ?? '' };
  const tls = openTlsFiles(files, {
    logger: createLogger({ level: 'error', write: () => undefined, now: () => 0 }),
    every: () => () => undefined,
  });
  expect(tls?.pair.key.toString()).toBe(LOCALHOST_KEY);
});
