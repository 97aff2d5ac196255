/** References inside a declarative file: `${NAME}`, `${file:/path}`, `{ file: path }`. */
import { cleanText } from '../../kernel/secret-text.ts';

export interface Sources {
  environment: (name: string) => string | undefined;
  /** The file's text. Throws when it cannot be read; relative paths are the reader's affair. */
  readFile: (path: string) => string;
}

/** `$${` stands for a literal `${`. */
const REFERENCE = /\$?\$\{([^}]*)\}/g;

/** Shorter ones would be found in words that say nothing of them. */
const MIN_MASKED_CHARACTERS = 4;

/**
 * The same sources, and what takes everything that they ever gave out of a message: whatever is wrong with a value, what a
 * variable or a file holds is not repeated.
 */
export function keepSecret(sources: Sources): { sources: Sources; mask: (text: string) => string } {
  const given = new Set<string>();
  const note = <Text extends string | undefined>(text: Text): Text => {
    for (const line of [text, ...(text?.split('\n') ?? [])]) {
      const value = line?.trim() ?? '';
      if (value.length >= MIN_MASKED_CHARACTERS) given.add(value);
    }
    return text;
  };
  return {
    sources: {
      environment: (name) => note(sources.environment(name)),
      readFile: (path) => note(sources.readFile(path)),
    },
    mask: (text) =>
      [...given]
        .toSorted((a, b) => b.length - a.length)
        .reduce((masked, value) => masked.replaceAll(value, '[masked]'), text),
  };
}

/** The tree with every reference replaced. What does not resolve is reported by its path, and left out. */
export function resolveReferences(
  node: unknown,
  sources: Sources,
  report: (path: string, message: string) => void,
): unknown {
  const visit = (value: unknown, path: string, within: readonly object[]): unknown => {
    const complain = (message: string): void => report(path, message);
    if (typeof value === 'string') return resolveText(value, sources, complain);
    if (typeof value !== 'object' || value === null) return value;
    if (within.includes(value)) return complain('an alias may not stand inside of what it stands for');
    const below = [...within, value];
    if (Array.isArray(value)) return value.map((item, index) => visit(item, `${path}[${index}]`, below));
    const [only, ...others] = Object.entries(value);
    if (only?.[0] === 'file' && typeof only[1] === 'string' && others.length === 0) {
      return readText(resolveText(only[1], sources, complain), sources, complain);
    }
    const join = (key: string): string => (path === '' ? key : `${path}.${key}`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, join(key), below)]));
  };
  return visit(node, '', []);
}

type Complain = (message: string) => void;

function resolveText(text: string, sources: Sources, complain: Complain): string {
  return text.replaceAll(REFERENCE, (whole, name: string) => {
    if (whole.startsWith('$$')) return whole.slice(1);
    if (name.startsWith('file:')) return readText(name.slice('file:'.length), sources, complain);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      complain('"${…}" is neither ${NAME} nor ${file:/path}');
      return '';
    }
    const value = sources.environment(name);
    if (value === undefined || value === '') complain(`the environment variable ${name} is not set`);
    return cleanText(value ?? '');
  });
}

/** Without the byte order mark and the line ends that editors put around a text. */
function readText(path: string, { readFile }: Sources, complain: Complain): string {
  try {
    return cleanText(readFile(path));
  } catch (error) {
    complain(`the file ${path} cannot be read (${reason(error)})`);
    return '';
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
