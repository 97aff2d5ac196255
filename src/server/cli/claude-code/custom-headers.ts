/** ANTHROPIC_CUSTOM_HEADERS: one header per line, cut at the first colon, as Claude Code reads it. */

interface HeaderLine {
  /** As written. */
  text: string;
  /** Lower case; '' for a line without a colon, which Claude Code drops. */
  name: string;
  value: string;
}

/** Each of these says who calls or what is called, so that a leftover would contradict a new set-up. */
const OWNED = new Set([
  'x-portkey-api-key',
  'x-portkey-provider',
  'x-portkey-virtual-key',
  'x-portkey-config',
  'authorization',
  'x-api-key',
]);

export function headerLines(text: string): HeaderLine[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon === -1) return { text: line, name: '', value: '' };
      return { text: line, name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
    });
}

/** The header's value, the last one where it stands twice. */
export function headerIn(text: string, name: string): string | undefined {
  return headerLines(text).findLast((line) => line.name === name)?.value;
}

/** Two headers that became one: a line break written as a backslash and an n, or as a comma. */
export function gluedHeader(text: string): { name: string; by: string } | null {
  for (const { name, value } of headerLines(text)) {
    const glue = /(\\+r?\\*n|[,;])\s*(?:x-[\w-]+|authorization)\s*:/i.exec(value)?.[1];
    if (glue !== undefined) return { name, by: glue };
  }
  return null;
}

/** The same headers, each on its line. */
export function unglued(text: string): string {
  return text.replaceAll(/(\\+r?\\*n|[,;])\s*(?=(?:x-[\w-]+|authorization)\s*:)/gi, '\n');
}

export interface MergedHeaders {
  text: string;
  /** Names of the lines that had to go. */
  dropped: string[];
}

/** Foreign lines stay as they are and where they are; ours follow. */
export function mergeHeaders(
  existing: string,
  own: readonly (readonly [name: string, value: string])[],
): MergedHeaders {
  const lines = headerLines(existing);
  const kept = lines.filter(({ name }) => !OWNED.has(name));
  const wanted = own.map(([name, value]) => `${name}: ${value}`);
  const dropped = lines.filter((line) => OWNED.has(line.name) && !own.some(([name]) => name === line.name));
  return { text: [...kept.map((line) => line.text), ...wanted].join('\n'), dropped: dropped.map(({ name }) => name) };
}
