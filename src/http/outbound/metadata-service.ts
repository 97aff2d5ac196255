/**
 * The metadata service of the cloud that the gateway runs in. It is the one address that no other request can reach, so it is
 * asked here alone, and for nothing but a token. Sources: Google's page on the metadata server; Microsoft's on IMDS.
 */
import { request } from 'node:http';
import type { OwnIdentity } from '../../gateway/credentials/token-parts.ts';
import { unreachable } from './ask.ts';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 256 * 1024;

/** `host`: `169.254.169.254`, or what the environment names in its place. */
export function createAskMetadata(host: string): OwnIdentity['askMetadata'] {
  return (path, headers) =>
    new Promise((resolve, reject) => {
      const url = `http://${host}${path}`;
      const sent = request(url, { headers, timeout: TIMEOUT_MS, agent: false }, (response) => {
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
