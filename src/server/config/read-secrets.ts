/** What secret references may read of the machine itself, as variables say it. */
import { cleanSecret, cleanText } from '../../kernel/secret-text.ts';
import type { AwsKeys } from '../../providers/provider.ts';

/** What secret references may read of the machine itself. */
export interface SecretOptions {
  /** null = no files. */
  folder: string | null;
  /** The variables that are allowed, with their values. */
  variables: ReadonlyMap<string, string>;
  aws: {
    keys: AwsKeys | null;
    /** A role for the token that the cluster gave the workload. */
    role: { arn: string; tokenFile: string } | null;
  };
}

/** `TOLLGATE_SECRET_VARIABLES` holds names with commas between; `NAME_*` stands for all that begin so. */
export function readSecrets(environment: Readonly<Record<string, string | undefined>>): SecretOptions {
  const named = (environment['TOLLGATE_SECRET_VARIABLES'] ?? '').split(',').flatMap((name) => name.trim() || []);
  const isAllowed = (name: string): boolean =>
    named.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));
  const found = Object.entries(environment).flatMap(([name, value]): [string, string][] =>
    isAllowed(name) ? [[name, cleanText(value ?? '')]] : [],
  );
  const secret = (name: string): string => cleanSecret(environment[name] ?? '');
  const [accessKeyId, secretAccessKey] = [secret('AWS_ACCESS_KEY_ID'), secret('AWS_SECRET_ACCESS_KEY')];
  const [arn, tokenFile] = [secret('AWS_ROLE_ARN'), secret('AWS_WEB_IDENTITY_TOKEN_FILE')];
  return {
    folder: environment['TOLLGATE_SECRET_FILES'] ?? null,
    variables: new Map(found),
    aws: {
      keys:
        accessKeyId && secretAccessKey
          ? { accessKeyId, secretAccessKey, sessionToken: secret('AWS_SESSION_TOKEN') || null }
          : null,
      role: arn && tokenFile ? { arn, tokenFile } : null,
    },
  };
}
