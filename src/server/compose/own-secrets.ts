/** Secrets of the machine that runs the gateway: files in one folder and named variables, as its operator allows. */
import { readFile, realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { GatewayError } from '../../kernel/errors.ts';
import type { AwsKeys } from '../../providers/provider.ts';
import { assumeWebIdentity } from '../../gateway/credentials/aws-role.ts';
import type { TokenParts } from '../../gateway/credentials/token-parts.ts';
import type { OwnAwsKeys, OwnSecrets } from '../../gateway/secret-references/manager-parts.ts';
import type { SecretOptions } from '../config/read-secrets.ts';

const MAX_FILE_CHARACTERS = 64 * 1024;

export function openOwnSecrets({ folder, variables }: Pick<SecretOptions, 'folder' | 'variables'>): OwnSecrets {
  return {
    async readFile(path) {
      if (folder === null) throw notAllowed('Files', 'TOLLGATE_SECRET_FILES=<folder>');
      try {
        // A link in the folder may lead out of it.
        const root = await realpath(folder);
        const whole = await realpath(resolve(root, path));
        if (!whole.startsWith(`${root}${sep}`)) throw new Error('it lies outside of the folder');
        const text = await readFile(whole, 'utf8');
        if (text.length > MAX_FILE_CHARACTERS) throw new Error('it is too long for a secret');
        return text;
      } catch (cause) {
        throw new GatewayError('credentials_rejected', 'The file of the secret reference cannot be read.', {
          hint: 'It must be a file in the folder that TOLLGATE_SECRET_FILES names, and readable for the gateway.',
          cause,
        });
      }
    },
    variable(name) {
      const value = variables.get(name);
      if (value === undefined) throw notAllowed(`The variable ${name}`, `TOLLGATE_SECRET_VARIABLES=${name}`);
      if (value !== '') return value;
      throw new GatewayError('credentials_rejected', `The variable ${name} is empty where the gateway runs.`);
    },
  };
}

function notAllowed(what: string, setting: string): GatewayError {
  return new GatewayError('credentials_rejected', `${what} may not be read by secret references, or are not there.`, {
    hint: `Whoever runs the gateway may allow it: ${setting}.`,
  });
}

/** In the order of AWS's own libraries: keys in variables, then a role for the token of the workload. */
export function openOwnAwsKeys(
  { keys, role }: SecretOptions['aws'],
  parts: Pick<TokenParts, 'ask' | 'clock' | 'own'>,
): OwnAwsKeys {
  let kept: { keys: AwsKeys; until: number } | null = null;
  return async (region) => {
    if (keys !== null) return keys;
    if (role === null) return null;
    if (kept !== null && kept.until > parts.clock.elapsed()) return kept.keys;
    const token = (await parts.own.readFile(role.tokenFile)).trim();
    const issued = await assumeWebIdentity({ arn: role.arn, token, region }, parts);
    kept = { keys: issued.token, until: parts.clock.elapsed() + Math.max(0, issued.expiresInMs - EARLY_MS) };
    return kept.keys;
  };
}

const EARLY_MS = 5 * 60_000;
