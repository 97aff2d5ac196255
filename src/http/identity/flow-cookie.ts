/** The cookie of a browser that is on its way to a directory: who comes back must be who went. */
import type { ControlContext } from '../../control/context.ts';

type Facts = Pick<ControlContext, 'publicUrl' | 'request'>;

const isSecure = ({ publicUrl, request }: Facts): boolean => (publicUrl ?? request?.origin ?? '').startsWith('https:');

/** With `__Host-` no other subdomain can plant it. */
const nameOf = (facts: Facts): string => (isSecure(facts) ? '__Host-tollgate_flow' : 'tollgate_flow');

/** `Lax`: the directory sends the browser back from another site. An empty one with 0 seconds takes it away. */
export function flowCookie(facts: Facts, secret: string, maxAgeSeconds: number): string {
  const secure = isSecure(facts) ? '; Secure' : '';
  return `${nameOf(facts)}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}

/** null where the request has none. */
export function flowSecret(facts: Facts, header: string | undefined): string | null {
  const wanted = nameOf(facts);
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === wanted && value !== undefined && value !== '') return value;
  }
  return null;
}
