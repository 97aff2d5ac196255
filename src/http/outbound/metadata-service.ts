/**
 * The services that give the machine its identity: metadata services of the clouds and of containers. They have the addresses that
 * no other request can reach, so they are asked here alone, for nothing but a token, at addresses that the environment of the process
 * names and never a tenant. Sources: Google's page on the metadata server; Microsoft's on IMDS; AWS's on IMDSv2 and on container credentials.
 */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { GatewayError } from '../../kernel/errors.ts';
import type { AskMachine, MachineService } from '../../gateway/credentials/token-parts.ts';
import { unreachable } from './ask.ts';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 256 * 1024;

/** Base URLs; null = the machine has no such service. */
export type MachineServices = Readonly<Record<MachineService, string | null>>;

export function createAskMachine(services: MachineServices): AskMachine {
  return ({ service, method = 'GET', path, headers }) => {
    const base = services[service];
    if (base === null) {
      return Promise.reject(new GatewayError('credentials_rejected', `The machine has no ${service} service.`));
    }
    return call(`${base}${path}`, { method, headers });
  };
}

/** No redirect is followed, and no proxy is used. */
function call(
  url: string,
  { method, headers }: { method: 'GET' | 'PUT'; headers: Record<string, string> },
): Promise<{ status: number; body: string }> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, timeout: TIMEOUT_MS, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', (error) => reject(unreachable(url, error)));
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    sent.on('error', (error) => reject(unreachable(url, error)));
    sent.end();
  });
}
