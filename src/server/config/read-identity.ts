/** The identity of the machine that runs the gateway: who may use it, and where the clouds' own libraries would find it. */
import { resolve } from 'node:path';
import type { AwsEnvironment, MachineIdentity, OwnIdentity } from '../../gateway/credentials/token-parts.ts';
import type { MachineServices } from '../../http/outbound/metadata-service.ts';
import { cleanSecret } from '../../kernel/secret-text.ts';
import { UsageError } from './usage-error.ts';

export interface IdentityOptions extends Pick<OwnIdentity, 'aws' | 'azureWorkload' | 'azureAppSecret'> {
  allowed: readonly MachineIdentity[];
  services: MachineServices;
  /** Application default credentials; null = none are named. */
  googleFile: string | null;
}

type Variable = (name: string) => string | undefined;

const IDENTITIES = ['gcp', 'azure', 'aws', 'kubernetes'] as const satisfies readonly MachineIdentity[];
/** Link-local, and the same in every cloud. */
const METADATA = 'http://169.254.169.254';

/** Throws UsageError. */
export function readIdentity(variable: Variable): IdentityOptions {
  const allowed = readAllowed(variable('TOLLGATE_OWN_IDENTITY') ?? '');
  const secret = (name: string): string | null => cleanSecret(variable(name) ?? '') || null;
  const google = variable('GCE_METADATA_HOST');
  const container = allowed.includes('aws') ? containerUrl(secret) : null;
  return {
    allowed,
    services: {
      gce: google === undefined ? METADATA : `http://${google}`,
      azure: base(secret('AZURE_POD_IDENTITY_AUTHORITY_HOST')) ?? METADATA,
      ec2:
        base(secret('AWS_EC2_METADATA_SERVICE_ENDPOINT')) ??
        ec2ByMode(secret('AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE')),
      container,
      'app-service': secret('IDENTITY_ENDPOINT'),
    },
    googleFile: allowed.includes('gcp') ? googleFile(variable) : null,
    aws: readAws(secret, container !== null),
    azureWorkload: readAzureWorkload(secret),
    azureAppSecret: secret('IDENTITY_ENDPOINT') === null ? null : secret('IDENTITY_HEADER'),
  };
}

function readAllowed(text: string): MachineIdentity[] {
  const named = text.split(',').flatMap((name) => name.trim() || []);
  return named.map((name) => {
    const identity = IDENTITIES.find((one) => one === name);
    if (identity !== undefined) return identity;
    throw new UsageError(`TOLLGATE_OWN_IDENTITY: expected any of ${IDENTITIES.join(', ')}, with commas`);
  });
}

function googleFile(variable: Variable): string {
  const folder = variable('CLOUDSDK_CONFIG') ?? `${variable('HOME') ?? ''}/.config/gcloud`;
  return resolve(variable('GOOGLE_APPLICATION_CREDENTIALS') ?? `${folder}/application_default_credentials.json`);
}

type Secret = (name: string) => string | null;

const base = (url: string | null): string | null => url?.replace(/\/+$/, '') ?? null;

const ec2ByMode = (mode: string | null): string =>
  mode?.toLowerCase() === 'ipv6' ? 'http://[fd00:ec2::254]' : METADATA;

/** Addresses of AWS's own, and the machine itself: the only ones that are asked without TLS. */
const CONTAINER_HOSTS = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '127.0.0.1', '[::1]', 'localhost'];

/** Throws UsageError. Source: AWS SDKs and Tools Reference Guide, "Container credential provider". */
function containerUrl(secret: Secret): string | null {
  const relative = secret('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI');
  if (relative !== null) return `http://169.254.170.2${relative.startsWith('/') ? '' : '/'}${relative}`;
  const full = secret('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  if (full === null) return null;
  const url = URL.parse(full);
  if (url?.protocol === 'https:') return url.href;
  if (url?.protocol === 'http:' && CONTAINER_HOSTS.includes(url.hostname)) return url.href;
  throw new UsageError(
    `AWS_CONTAINER_CREDENTIALS_FULL_URI: expected https, or http at one of ${CONTAINER_HOSTS.join(', ')}`,
  );
}

function readAws(secret: Secret, isContainer: boolean): AwsEnvironment {
  const [accessKeyId, secretAccessKey] = [secret('AWS_ACCESS_KEY_ID'), secret('AWS_SECRET_ACCESS_KEY')];
  const [arn, tokenFile] = [secret('AWS_ROLE_ARN'), secret('AWS_WEB_IDENTITY_TOKEN_FILE')];
  const containerFile = secret('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE');
  return {
    keys:
      accessKeyId !== null && secretAccessKey !== null
        ? { accessKeyId, secretAccessKey, sessionToken: secret('AWS_SESSION_TOKEN') }
        : null,
    role: arn !== null && tokenFile !== null ? { arn, tokenFile, sessionName: secret('AWS_ROLE_SESSION_NAME') } : null,
    container: isContainer
      ? {
          token: containerFile === null ? secret('AWS_CONTAINER_AUTHORIZATION_TOKEN') : null,
          tokenFile: containerFile,
        }
      : null,
    asksEc2: secret('AWS_EC2_METADATA_DISABLED')?.toLowerCase() !== 'true',
  };
}

/** As the webhook of Azure's workload identity sets it. */
function readAzureWorkload(secret: Secret): OwnIdentity['azureWorkload'] {
  const [tokenFile, tenant, clientId] = [
    secret('AZURE_FEDERATED_TOKEN_FILE'),
    secret('AZURE_TENANT_ID'),
    secret('AZURE_CLIENT_ID'),
  ];
  if (tokenFile === null || tenant === null || clientId === null) return null;
  const authority = base(secret('AZURE_AUTHORITY_HOST')) ?? 'https://login.microsoftonline.com';
  return { tokenFile, tenant, clientId, authority };
}
