/** The files of deploy/ name flags and variables that the program knows, and times that fit each other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { helpFor } from '../../src/server/cli/help.ts';
import { readOptions } from '../../src/server/config/options.ts';
import { REPOSITORY } from './planted.ts';

const DEPLOY = join(REPOSITORY, 'deploy');
const read = (path: string): string => readFileSync(join(DEPLOY, path), 'utf8');
const TERRAFORM = 'terraform/gcp';
const CHART = 'helm/tollgate';

const FILES = [
  'tollgate.service',
  'compose/compose.yaml',
  `${CHART}/values.yaml`,
  ...readdirSync(join(DEPLOY, CHART, 'templates')).map((name) => `${CHART}/templates/${name}`),
  ...readdirSync(join(DEPLOY, TERRAFORM)).map((name) => `${TERRAFORM}/${name}`),
];

/** Every variable that the program reads, as it reads them itself. */
function knownVariables(): Set<string> {
  const known = new Set<string>();
  /** Those without which others are not read. */
  const leading: Record<string, string> = {
    TOLLGATE_BLOBS: 's3://bucket',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    TOLLGATE_SMTP_URL: 'smtp://mail',
    TOLLGATE_MAIL_FROM: 'a@b',
    TOLLGATE_PUBLIC_URL: 'https://gateway.example',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  };
  const environment = new Proxy(leading, {
    get(target, name) {
      known.add(String(name));
      return target[String(name)];
    },
  });
  readOptions([], environment);
  return known;
}

/** Names that look like variables of ours: in the text of a file, without what a comment of the README explains. */
const variablesIn = (text: string): string[] => [
  ...new Set(text.match(/\b(?:TOLLGATE|AWS|OTEL)_[A-Z_]*[A-Z]\b|\bTRUSTED_CUSTOM_HOSTS\b/g) ?? []),
];

describe('the deployment files', () => {
  it('name no variable that the program does not read', () => {
    const known = knownVariables();
    expect(known).toContain('TOLLGATE_VALKEY_URL');
    const unknown = FILES.flatMap((file) =>
      variablesIn(read(file)).flatMap((name) => (known.has(name) ? [] : `${file}: ${name}`)),
    );
    expect(unknown).toEqual([]);
    expect(variablesIn('TOLLGATE_CLICKHOUS_URL: x').filter((name) => !known.has(name))).toEqual([
      'TOLLGATE_CLICKHOUS_URL',
    ]);
    expect(FILES.flatMap((file) => variablesIn(read(file))).length).toBeGreaterThan(25);
  });

  it('give no flag that the program does not have', () => {
    const help = helpFor(['start', '--help']) ?? '';
    const flags = FILES.flatMap((file) =>
      [...read(file).matchAll(/\bstart,? (.*)/g)].flatMap(([, rest = '']) => rest.match(/--[a-z-]+/g) ?? []),
    );
    expect(flags).toContain('--config');
    for (const flag of flags) expect(help).toContain(`${flag} `);
  });

  it('have no secret of their own: the chart and the compose file take each from outside', () => {
    const values = parse(read(`${CHART}/values.yaml`)) as { env: object; secrets: Record<string, unknown> };
    const secret = /KEY|URL|PASSWORD|SECRET/;
    expect(Object.keys(values.env).filter((name) => secret.test(name))).toEqual([]);
    for (const reference of Object.values(values.secrets)) {
      expect(Object.keys(reference as object)).toEqual(['name', 'key']);
    }
    const compose = parse(read('compose/compose.yaml')) as { 'x-node': { environment: Record<string, string> } };
    const passwords = Object.entries(compose['x-node'].environment).filter(
      ([name]) => secret.test(name) && name !== 'AWS_ACCESS_KEY_ID',
    );
    expect(passwords.length).toBeGreaterThan(4);
    for (const [, value] of passwords) expect(value).toMatch(/\$\{(?:STORE_PASSWORD|TOLLGATE_\w+)/);
  });

  it('give a node more time to end than its drain takes', () => {
    const compose = parse(read('compose/compose.yaml')) as {
      'x-node': { stop_grace_period: string; environment: Record<string, string> };
    };
    const { drainMs, drainDelayMs } = readOptions([], {
      TOLLGATE_DRAIN_DELAY_MS: compose['x-node'].environment['TOLLGATE_DRAIN_DELAY_MS'],
    });
    expect(drainDelayMs).toBeGreaterThan(0);
    expect(parseInt(compose['x-node'].stop_grace_period, 10) * 1000).toBeGreaterThan(drainMs + drainDelayMs + 10_000);
  });

  it('keep connections of nginx to a node no longer than the node keeps them', () => {
    // nginx's own default for keepalive_timeout of an upstream is 60 s.
    expect(read('compose/nginx.conf')).not.toContain('keepalive_timeout');
    expect(readOptions([], {}).keepAliveMs).toBeGreaterThan(60_000);
  });
});
