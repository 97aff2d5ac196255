/** The words that checks look at, as whoever holds a request or an answer offers them. */
import type { Finding, Scanner, ToolCall } from './check.ts';
import type { CompiledCheck } from './definition.ts';

export interface Conversation {
  /** Texts in the scope of the check, in order. Throws CheckError where they cannot be read. */
  texts(check: CompiledCheck): readonly string[];
  /** The check has passed what it was shown: where it only looks at what is new, it need not be shown it again. */
  passed(check: CompiledCheck): void;
  /** What a scanner finds: in its scope, or, where it replaces, in all that would leave; and what a judge masks in the input of tools. */
  find(check: CompiledCheck): Promise<readonly Placed[]>;
  readonly toolCalls: readonly ToolCall[];
}

/** A finding at its place: which string of which part. */
export interface Placed extends Finding {
  part: number;
  word: number;
  /** What it is, for placeholders: equal texts get equal ones. */
  text: string;
  /** An answer that repeats its placeholder gets it back. */
  isReversible: boolean;
}

/** How a check looks for what it finds in one text. `tool`: that gets the text, null = none does. null = it finds nothing there. */
export function scanFor({ opened }: CompiledCheck, tool: string | null): Scanner['scan'] | null {
  if (opened.kind === 'scanner') return (text) => opened.scan(text);
  return tool === null ? null : (opened.masks?.(tool) ?? null);
}

/** `said`: what a check found there. */
export function placedIn(said: string, at: Finding & Pick<Placed, 'part' | 'word'>, { opened }: CompiledCheck): Placed {
  const isReversible = opened.kind === 'scanner' && opened.redact?.isReversible === true;
  return { ...at, text: said, isReversible };
}
