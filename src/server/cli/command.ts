/** What a command is, and how it parses its flags. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from '../config/options.ts';

export interface Terminal {
  /** A line of the result, to standard output. */
  print: (line: string) => void;
  /** A line about the result, to standard error. */
  note: (line: string) => void;
}

/** Resolves with the exit code. Throws UsageError for flags that cannot be used. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

type Options = NonNullable<ParseArgsConfig['options']>;
type Flags<Wanted extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Wanted; strict: true; allowPositionals: false }>
>['values'];

/** Throws UsageError at the first flag that is not known, or lacks its value. */
export function readFlags<const Wanted extends Options>(args: readonly string[], options: Wanted): Flags<Wanted> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}

/** The address of a running Tollgate where nothing else is said. */
export const DEFAULT_URL = 'http://127.0.0.1:8787';

/** `@slug` and `slug` mean the same provider. Throws UsageError for what can be no slug. */
export function readSlug(flag: string, text: string): string {
  const slug = text.replace(/^@/, '');
  if (/^[\w-]{1,64}$/.test(slug)) return slug;
  throw new UsageError(`--${flag}: "${text}" is no slug (letters, digits, "_" and "-")`);
}

/** The last resort of an HTTP address: anything that can be one at all. Throws UsageError. */
export function readUrl(flag: string, text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return text.trim();
  throw new UsageError(`--${flag}: expected http://host:port or https://host, got "${text}"`);
}
