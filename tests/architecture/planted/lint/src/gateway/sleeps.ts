// breaks: eslint/no-restricted-imports
import { setTimeout as sleep } from 'node:timers/promises';

export async function rest(): Promise<void> {
  await sleep(10);
}
