/** A certificate authority of a test's own, and certificates that it signs (openssl). */
import { execFile } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Authority {
  /** PEM. */
  file: string;
  /** `certFile` and `keyFile`, for these addresses. Again = a new certificate in their place, with a new key or the one of before. */
  issue(addresses: readonly string[], how?: { keepsKey: boolean }): Promise<{ certFile: string; keyFile: string }>;
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** In a folder of the caller's. */
export async function createAuthority(folder: string): Promise<Authority> {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args);
  const subject = ['-subj', '/CN=Authority of the tests', '-addext', 'keyUsage=critical,keyCertSign'];
  await openssl('req', '-x509', '-days', '2', ...subject, ...EC, '-keyout', at('ca.key'), '-out', at('ca.pem'));
  return {
    file: at('ca.pem'),
    async issue(addresses, { keepsKey } = { keepsKey: false }) {
      const key = keepsKey ? ['-key', at('server.key')] : [...EC, '-keyout', at('next.key')];
      await openssl('req', '-new', '-subj', '/CN=gateway', ...key, '-out', at('next.csr'));
      const names = addresses.map((address) => `${/^[\d.]+$|:/.test(address) ? 'IP' : 'DNS'}:${address}`).join(',');
      await writeFile(at('next.ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`);
      const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('next.ext')];
      await openssl('x509', '-req', '-days', '2', '-in', at('next.csr'), ...by, '-out', at('next.pem'));
      if (!keepsKey) await rename(at('next.key'), at('server.key'));
      await rename(at('next.pem'), at('server.pem'));
      return { certFile: at('server.pem'), keyFile: at('server.key') };
    },
  };
}

/** Of private networks: RFC 1918, and unique local addresses of IPv6. */
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/;

/** An address of this machine in a private network, which is not loopback, where it has one. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ internal, address }) => !internal && PRIVATE.test(address))?.address ?? '127.0.0.1';
}
