/** The error for an engine whose npm package is not installed. */

const CODES: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);

/** null = the engine failed for another reason. `packageName` is the one to install. */
export function missingPackage(packageName: string, error: unknown): Error | null {
  if (!(error instanceof Error) || !('code' in error) || !CODES.has(error.code)) return null;
  const message =
    `The npm package "${packageName}" is not installed here, or not for this platform (${process.platform}-${process.arch}). ` +
    'Run "npm install" in the folder of Tollgate, without leaving out optional packages.';
  return new Error(message, { cause: error });
}
