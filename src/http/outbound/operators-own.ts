/** The way to services that the operator named: anywhere, without the guard of URLs, and by the egress proxy where https leads outside. */
import type { Socket } from 'node:net';
import { Agent, buildConnector, fetch, type Dispatcher } from 'undici';
import { createProxyChoice, type EgressSettings } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** Plain HTTP goes directly: it is of the operator's own network. */
export function createOperatorsAgent(egress: EgressSettings): Dispatcher {
  const proxyFor = createProxyChoice(egress);
  const connector = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  return new Agent({
    connect(target, callback) {
      const port = target.port === '' ? '443' : target.port;
      const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
      const proxy = target.protocol === 'https:' ? proxyFor(`https://${host}:${port}`) : null;
      if (proxy === null) return connector(target, callback);
      const isOpen = (httpSocket: Socket): void => connector({ ...target, httpSocket }, callback);
      const failed = (error: unknown): void =>
        callback(error instanceof Error ? error : new Error(String(error)), null);
      openTunnel(proxy, { hostname: target.hostname, port }, CONNECT_TIMEOUT_MS).then(isOpen, failed);
    },
  });
}

/** For requests that are signed: they go as they are. */
export function createSendSigned(
  egress: EgressSettings,
): (request: Request, body: Uint8Array<ArrayBuffer> | null) => Promise<Response> {
  const dispatcher = createOperatorsAgent(egress);
  return async ({ url, method, headers, signal }, body) => {
    const answer: unknown = await fetch(url, {
      method,
      headers: Object.fromEntries(headers),
      body,
      signal,
      dispatcher,
      redirect: 'manual',
    });
    // The library's own class of the same shape.
    return answer as Response;
  };
}
