/** Explains why this process cannot listen, and what to do about it. */
import { createServer } from 'node:net';

export interface Place {
  host: string;
  port: number;
}

/** `code` is the system's own, as `EADDRINUSE`. */
export function listenFailure(code: string, { host, port }: Place): string {
  const name = host.includes(':') ? `[${host}]` : host;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${name} is already in use: stop what uses it (another Tollgate?), or choose another with --port`;
    case 'EACCES':
      return `this user may not listen on port ${port}: choose one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${name} is no address of this machine: choose another with --host`;
    default:
      return `cannot listen on ${name}:${port} (${code}); --host and --port choose another`;
  }
}

/** Tries it. A free port is free again when this resolves. */
export function isPortInUse({ host, port }: Place): Promise<boolean> {
  if (port === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: Error & { code?: unknown }) => resolve(error.code === 'EADDRINUSE'));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}
