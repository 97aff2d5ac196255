/** The vendors' libraries for Python: one process per client, which carries out one task after the other. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRecord, parseJson, type JsonRecord } from '../../../testkit/json-shape.ts';
import { CLIENTS, type ClientId } from '../compatibility.data.ts';
import type { Driver, OpenDriver, Told } from '../describe-clients.ts';
import { ifReachable } from '../install-package.ts';
import { installPythonPackage } from '../install-python-package.ts';

const SCRIPT = fileURLToPath(new URL('python-clients.py', import.meta.url));

/** Undefined where the package cannot be installed. */
export async function pythonDriver(id: ClientId): Promise<OpenDriver | undefined> {
  const { library, version } = CLIENTS[id];
  const python = await ifReachable(installPythonPackage(library, version));
  if (python === undefined) return undefined;
  return async (url, key) => startDriver(python, [id, url, key]);
}

function startDriver(python: string, args: readonly string[]): Driver {
  const child = spawn(python, [SCRIPT, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** Rejects with the name and the words of the library's error. */
  const carryOut = async (task: object): Promise<JsonRecord> => {
    child.stdin.write(`${JSON.stringify(task)}\n`);
    const { value } = await lines.next();
    const told = parseJson(String(value));
    if (!isRecord(told) || told['error'] !== undefined) throw new Error(String(value));
    return told;
  };
  return {
    ask: async (task) => (await carryOut(task))['answer'] as Told,
    count: async (task) => Number((await carryOut({ ...task, isCount: true }))['count']),
    close: () => child.stdin.end(),
  };
}
