/** A connection to an https upstream through an egress proxy: HTTP CONNECT, and TLS with the upstream inside of it. */
import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { EgressProxy } from './proxy.ts';

/** The proxy could not be reached, or would not open the tunnel. The message names no address of the private network. */
class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** As an attempt's record names the reason of a connection that failed. */
  readonly code = 'EPROXY';
}

export interface TunnelTarget {
  hostname: string;
  port: string;
}

/** Resolves with the socket that leads to the target. Rejects with ProxyError. */
export function openTunnel(proxy: EgressProxy, target: TunnelTarget, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = askForTunnel(proxy, target, timeoutMs);
    const fail = (message: string, cause?: Error): void => {
      asked.destroy();
      reject(new ProxyError(message, { cause }));
    };
    asked.on('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode < 200 || statusCode > 299) return fail(refusal(statusCode));
      if (head.length > 0) return fail('The egress proxy sent data before the upstream could.');
      socket.setTimeout(0);
      resolve(socket);
    });
    asked.on('response', ({ statusCode = 0 }) => fail(refusal(statusCode)));
    asked.on('timeout', () => fail(`The egress proxy did not open a connection within ${timeoutMs} ms.`));
    asked.on('error', (error) => fail(`The egress proxy cannot be reached (${reasonOf(error)}).`, error));
    asked.end();
  });
}

function askForTunnel({ origin, authorization }: EgressProxy, target: TunnelTarget, timeoutMs: number): ClientRequest {
  const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
  const authority = `${host}:${target.port}`;
  const request = origin.startsWith('https:') ? httpsRequest : httpRequest;
  return request(origin, {
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
    agent: false,
    timeout: timeoutMs,
  });
}

function refusal(status: number): string {
  const advice = status === 407 ? ': check the user and password in HTTPS_PROXY' : '';
  return `The egress proxy refused to open a connection to the upstream (status ${status})${advice}.`;
}

const reasonOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);
