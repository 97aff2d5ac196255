/** What an app of the server knows of an HTTP request: its id, and what the audit trail keeps of it. */
import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { RequestFacts } from '../../control/context.ts';
import { maskText, type KnownSecrets } from '../../kernel/secrets/mask.ts';
import { readHeaderText } from '../header-text.ts';
import type { Visitors } from '../visitor.ts';

/** `incoming`: the request as node:http has it. */
export interface AppEnvironment {
  Bindings: { incoming: Pick<IncomingMessage, 'socket' | 'headers'> };
  Variables: { id: string };
}

export type AppContext = Context<AppEnvironment>;

/** Gives each request its id, told in the answer's header `request-id`; no answer is kept by anybody on the way. */
export function withRequestId(newId: (kind: 'request') => string): MiddlewareHandler<AppEnvironment> {
  return async (c, next) => {
    c.set('id', newId('request'));
    await next();
    c.header('cache-control', 'no-store');
    c.header('request-id', c.get('id'));
  };
}

const MAX_TEXT = 500;
/** As in a Host header: a name or an address, and a port. Anything else does not get into a link. */
const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:]+\](?::\d{1,5})?$/i;

/** Keys that are known are masked. The body is whoever reads it's to add. */
export function requestFacts(
  c: AppContext,
  { known, visitors }: { known: KnownSecrets; visitors: Visitors },
): RequestFacts {
  const { pathname, search } = new URL(c.req.url);
  const { address, forwardedFor, country } = visitors.of(c.env.incoming);
  return {
    id: c.get('id'),
    method: c.req.method,
    uri: maskText(`${pathname}${search}`, known).slice(0, MAX_TEXT),
    address,
    forwardedFor: forwardedFor.join(', '),
    userAgent: maskText(readHeaderText(c.req.header('user-agent') ?? ''), known).slice(0, MAX_TEXT),
    country,
    body: '',
    origin: originOf(c),
  };
}

/** Did the request come over a TLS connection of our own? */
function isEncrypted({ socket }: AppEnvironment['Bindings']['incoming']): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}

function originOf(c: AppContext): string {
  const host = c.req.header('host') ?? '';
  const isSecure = c.req.header('x-forwarded-proto') === 'https' || isEncrypted(c.env.incoming);
  const scheme = isSecure ? 'https' : 'http';
  return HOST.test(host) ? `${scheme}://${host}` : '';
}
