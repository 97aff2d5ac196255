/** The identity of the machine that runs the gateway, as far as its operator lets providers use it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { OwnIdentity } from '../../gateway/credentials/token-parts.ts';
import { createAskMetadata } from '../../http/outbound/metadata-service.ts';
import type { IdentityOptions } from '../config/options.ts';

/** Where clouds and Kubernetes put the token of a workload. A tenant cannot have another file read. */
const TOKEN_FOLDERS = ['/var/run/secrets/', '/run/secrets/'];

export function openOwnIdentity({ allowed, metadataHost, googleFile }: IdentityOptions): OwnIdentity {
  return {
    allows: (cloud) => allowed.includes(cloud),
    askMetadata: createAskMetadata(metadataHost),
    googleFile: () => (googleFile !== null && existsSync(googleFile) ? googleFile : null),
    async readFile(path) {
      const whole = resolve(path);
      if (whole !== googleFile && !TOKEN_FOLDERS.some((folder) => whole.startsWith(folder))) {
        throw new Error(`only files under ${TOKEN_FOLDERS.join(' and ')} are read`);
      }
      return readFile(whole, 'utf8');
    },
  };
}
