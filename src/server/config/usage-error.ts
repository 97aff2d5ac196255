/** What the operator got wrong in a command or a variable. */

/** A flag or value that cannot be used, or something in the declarative file: a clear line for each, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
