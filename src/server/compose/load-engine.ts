/** Imports an engine when it is chosen, so that packages of others need not be installed. */
import { missingPackage } from './missing-package.ts';

/** `packageName`: the npm package that it needs. Throws an error that names it where it is missing. */
export async function load<Engine>(packageName: string, importEngine: () => Promise<Engine>): Promise<Engine> {
  try {
    return await importEngine();
  } catch (error) {
    throw missingPackage(packageName, error) ?? error;
  }
}
