/** What stands between the load and the upstream: a system under test, or nothing. */
import { CLAUDE_CODE_HEADERS } from '../../testkit/claude-code-body.ts';
import type { Fidelity } from '../load/expectation.ts';

export interface System {
  name: string;
  port: number;
  /** Sent with every request, besides the client's own. */
  headers: Readonly<Record<string, string>>;
  /** Whose processor time and memory count; empty for the direct way. */
  pids: readonly number[];
  fidelity: Fidelity;
  stop(): Promise<void>;
}

export type SystemStarter = (upstreamUrl: string) => Promise<System>;

/** The head of a request as Claude Code sends it, up to the content length. */
export function requestHead(system: System): string {
  const headers = { host: `127.0.0.1:${system.port}`, ...CLAUDE_CODE_HEADERS, ...system.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /v1/messages HTTP/1.1\r\n${lines.join('')}content-length: `;
}
