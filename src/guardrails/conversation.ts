/** The words that checks look at, as whoever holds a request or an answer offers them. */
import type { Finding, ToolCall } from './check.ts';
import type { CompiledCheck } from './definition.ts';

export interface Conversation {
  /** Texts in the scope of the check, in order. Throws CheckError where they cannot be read. */
  texts(check: CompiledCheck): readonly string[];
  /** The check has passed what it was shown: where it only looks at what is new, it need not be shown it again. */
  passed(check: CompiledCheck): void;
  /** What a scanner finds: in its scope, or, where it replaces, in all that would leave. */
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
