/** Secrets of the machine that runs the gateway: files in one folder and named variables, as its operator allows. */
import { readFile, realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { GatewayError } from '../../kernel/errors.ts';
import type { OwnSecrets } from '../../gateway/secret-references/manager-parts.ts';
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
