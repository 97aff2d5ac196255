/** The identity of the machine that runs the gateway, as far as its operator lets providers use it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { MachineIdentity, OwnIdentity } from '../../gateway/credentials/token-parts.ts';
import { createAskMachine } from '../../http/outbound/metadata-service.ts';
import type { UrlGuard } from '../../http/outbound/url-guard.ts';
import type { IdentityOptions } from '../config/read-identity.ts';

/** Where clouds and Kubernetes put the token of a workload. A tenant cannot have another file read. */
const TOKEN_FOLDERS = ['/var/run/secrets/', '/run/secrets/'];

export function openOwnIdentity(options: IdentityOptions, guard: Pick<UrlGuard, 'isTrusted'>): OwnIdentity {
  const { allowed, services, googleFile, aws, azureWorkload, azureAppSecret } = options;
  const named = [googleFile, aws.role?.tokenFile, aws.container?.tokenFile, azureWorkload?.tokenFile].flatMap((file) =>
    file === undefined || file === null ? [] : resolve(file),
  );
  return {
    allows: (cloud) => allowed.includes(cloud),
    mayGoTo: (identity, url) => guard.isTrusted(url) || isOfCloud(identity, url),
    askMachine: createAskMachine(services),
    googleFile: () => (googleFile !== null && existsSync(googleFile) ? googleFile : null),
    async readFile(path) {
      const whole = resolve(path);
      if (!named.includes(whole) && !TOKEN_FOLDERS.some((folder) => whole.startsWith(folder))) {
        throw new Error(`only files under ${TOKEN_FOLDERS.join(' and ')} are read`);
      }
      return readFile(whole, 'utf8');
    },
    aws,
    azureWorkload,
    azureAppSecret,
  };
}

/**
 * Hosts where customers of a cloud run nothing of their own: `*.amazonaws.com` and `*.azure.com` have load balancers and machines of
 * anybody. A Vault can be anywhere.
 */
const HOSTS: Record<MachineIdentity, readonly RegExp[]> = {
  gcp: [/\.googleapis\.com$/],
  aws: [
    /^(?:bedrock|sts|secretsmanager)[\w-]*\.[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|sc2s\.sgov\.gov|c2s\.ic\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$/,
    /^vpce-[\w-]+\.(?:bedrock|sts|secretsmanager)[\w-]*\.[a-z0-9-]+\.vpce\.amazonaws\.com$/,
  ],
  azure: [
    /^[\w-]+\.(?:openai|services\.ai|cognitiveservices)\.azure\.(?:com|us|cn)$/,
    /^[\w-]+\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)$/,
  ],
  kubernetes: [],
};

function isOfCloud(identity: MachineIdentity, text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && HOSTS[identity].some((host) => host.test(url.hostname));
}
