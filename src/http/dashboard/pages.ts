/** The dashboard's own files, as Vite built them: hashed assets for ever, `index.html` never cached. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

export interface DashboardPages {
  /** True when the request is for a page or an asset, and the answer is under way. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface DashboardPagesOptions {
  /** Where `npm run build:dashboard` writes. */
  directory: string;
  randomBytes: (size: number) => Uint8Array;
}

/** One flat folder of names without a path in them: nothing outside of it can be requested. */
const ASSET = /^\/assets\/([\w-]+(?:\.[\w-]+)+)$/;
/** Paths that browsers open too, but that belong to the API. */
const API = /^\/(?:v1|api|projects)(?:\/|$)/;
const YEAR_SECONDS = 31_536_000;
/** Where `index.html` wants the nonce of this answer. */
const NONCE_MARK = '__CSP_NONCE__';
const NONCE_BYTES = 16;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
};

/** Serves from `directory`, which may be missing: then the page says how to build it. */
export function createDashboardPages({ directory, randomBytes }: DashboardPagesOptions): DashboardPages {
  return {
    serve(request, response) {
      if (request.method !== 'GET') return false;
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const asset = ASSET.exec(path)?.[1];
      if (asset !== undefined) {
        void serveAsset(join(directory, 'assets', asset), { request, response });
        return true;
      }
      // Probes and scripts that request `/` get their JSON as before: only a browser accepts HTML.
      if (API.test(path) || !(request.headers.accept ?? '').includes('text/html')) return false;
      void serveIndex(
        join(directory, 'index.html'),
        response,
        Buffer.from(randomBytes(NONCE_BYTES)).toString('base64'),
      );
      return true;
    },
  };
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
}

async function serveAsset(path: string, { request, response }: Asked): Promise<void> {
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const compressed = takesGzip ? await read(`${path}.gz`) : null;
  const bytes = compressed ?? (await read(path));
  const type = CONTENT_TYPES[extname(path)];
  if (bytes === null || type === undefined) {
    response.writeHead(404, { ...SECURITY, 'content-type': 'text/plain', 'cache-control': 'no-store' });
    response.end('This file of the dashboard does not exist. Reload the page.');
    return;
  }
  response.writeHead(200, {
    ...SECURITY,
    'content-type': type,
    'content-length': bytes.byteLength,
    'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
    vary: 'accept-encoding',
    ...(compressed === null ? {} : { 'content-encoding': 'gzip' }),
  });
  response.end(bytes);
}

async function serveIndex(path: string, response: ServerResponse, nonce: string): Promise<void> {
  const built = await read(path);
  const html = built === null ? NOT_BUILT : built.toString('utf8').replaceAll(NONCE_MARK, nonce);
  response.writeHead(built === null ? 503 : 200, {
    ...SECURITY,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy': contentSecurityPolicy(nonce),
    'cache-control': 'no-store',
    vary: 'accept',
  });
  response.end(html);
}

async function read(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch {
    return null;
  }
}

const SECURITY = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

/** Scripts from our own files only; styles also from the parts of the page that know the nonce (they lock scrolling). */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // Of attributes alone: the JSON editor places its lines with them.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Tollgate</title>
<p>The gateway runs, but its dashboard is not built.</p>
<p>Run <code>npm run build:dashboard</code> in the folder of Tollgate, then reload this page. The API works without it.</p>
`;
