import { missingPackage } from './missing-package.ts';

/** An engine, with the npm package that it needs: loaded when it is chosen, so that others need not be installed. */
export async function load<Engine>(packageName: string, importEngine: () => Promise<Engine>): Promise<Engine> {
  try {
    return await importEngine();
  } catch (error) {
    throw missingPackage(packageName, error) ?? error;
  }
}
