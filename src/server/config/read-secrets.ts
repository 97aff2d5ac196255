/** What secret references may read of the machine itself, as variables say it. */
import { cleanText } from '../../kernel/secret-text.ts';

/** What secret references may read of the machine itself. */
export interface SecretOptions {
  /** null = no files. */
  folder: string | null;
  /** The variables that are allowed, with their values. */
  variables: ReadonlyMap<string, string>;
}

/** `TOLLGATE_SECRET_VARIABLES` holds names with commas between; `NAME_*` stands for all that begin so. */
export function readSecrets(environment: Readonly<Record<string, string | undefined>>): SecretOptions {
  const named = (environment['TOLLGATE_SECRET_VARIABLES'] ?? '').split(',').flatMap((name) => name.trim() || []);
  const isAllowed = (name: string): boolean =>
    named.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));
  const found = Object.entries(environment).flatMap(([name, value]): [string, string][] =>
    isAllowed(name) ? [[name, cleanText(value ?? '')]] : [],
  );
  return {
    folder: environment['TOLLGATE_SECRET_FILES'] ?? null,
    variables: new Map(found),
  };
}
