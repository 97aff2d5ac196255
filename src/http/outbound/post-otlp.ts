/** JSON to an OpenTelemetry collector, whose address is the operator's: it may well be on this machine. */
import { request } from 'undici';
import { createOperatorsAgent } from './operators-own.ts';
import type { EgressSettings } from './proxy.ts';

export interface CollectorAddress {
  /** Base, without `/v1/traces`. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10_000;

/** Rejects with the status or the code of what went wrong, and never with the address. */
export function createOtlpPost(
  { endpoint, headers }: CollectorAddress,
  egress: EgressSettings,
): (path: string, body: string) => Promise<void> {
  const dispatcher = createOperatorsAgent(egress);
  const base = endpoint.replace(/\/+$/, '');
  return async (path, body) => {
    const answer = await request(`${base}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      dispatcher,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    }).catch((error: unknown) => {
      throw new Error(
        typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreachable',
      );
    });
    await answer.body.dump();
    if (answer.statusCode >= 300) throw new Error(`status_${answer.statusCode}`);
  };
}
