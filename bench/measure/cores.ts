/** Which process runs on which core: one core belongs to the system under test alone. */
import { spawnSync } from 'node:child_process';

/** Load generator and upstream. */
export const LOAD_CORE = 0;
/** The system under test. */
export const TESTED_CORE = 1;

/** All threads of the process; later ones inherit it. Throws where `taskset` or the core is missing. */
export function pin(pid: number | undefined, core: number): void {
  const { status, stderr } = spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`The bench needs two cores and taskset (Debian: apt-get install util-linux). ${stderr ?? ''}`);
}
