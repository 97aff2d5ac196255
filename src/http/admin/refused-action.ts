/** How a refused attempt is named in the audit trail: by the route that was asked for. */
import type { GatewayError } from '../../kernel/errors.ts';
import type { Route } from './route.ts';

/** A power that is missing, whatever was wanted; and a thing that is not there for the caller, where it was to be changed. */
export function isRefusal({ method }: Pick<Route, 'method'>, { status }: Pick<GatewayError, 'status'>): boolean {
  return status === 403 || (status === 404 && method !== 'GET');
}

const VERB = { GET: 'read', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;

/** As `config.update`, `member.create`, `invite.resend`. */
export function refusedAction({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path.split('/').filter((word) => word !== '' && !word.startsWith('{'));
  const last = words.at(-1) ?? '';
  const isVerb = !last.endsWith('s') && method === 'POST' && words.length > 1;
  const noun = isVerb ? (words.at(-2) ?? last) : last;
  return `${noun.replace(/s$/, '').replaceAll('-', '_')}.${isVerb ? last : VERB[method]}`;
}
