/** `@copilotkit/aimock`, upstreams that we did not write: it speaks all dialects, Bedrock's binary frames included. Installed on demand. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ifReachable, installPackage } from './install-package.ts';

export const AIMOCK_VERSION = '1.43.0';

/** What the tests use of the package. */
export interface Mock {
  url: string;
  /** What is registered first answers first. */
  on(match: { predicate: (request: MockRequest) => boolean }, answer: object): unknown;
  onMessage(text: string, answer: object): unknown;
  onRerank(pattern: string, results: readonly object[]): unknown;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
}
/** Whatever the dialect was, as it reads it. */
export interface MockRequest {
  messages: readonly {
    role: string;
    content?: unknown;
    tool_calls?: readonly { id: string; function: { name: string; arguments: string } }[];
    tool_call_id?: string;
  }[];
}
interface Package {
  LLMock: new (options: { port: number }) => Mock;
}

/** Listens on a free port until `stop`; undefined where it cannot be installed. */
export async function startMock(): Promise<Mock | undefined> {
  const loaded = await ifReachable(load());
  if (loaded === undefined) return undefined;
  const mock = new loaded.LLMock({ port: 0 });
  await mock.start();
  return mock;
}

async function load(): Promise<Package> {
  const folder = await installPackage('@copilotkit/aimock', AIMOCK_VERSION, 'aimock');
  const entry = pathToFileURL(join(folder, 'node_modules/@copilotkit/aimock/dist/index.js')).href;
  return (await import(entry)) as Package;
}
