/** Asks a service whether a token is active. Source: RFC 7662. */
import { hash } from 'node:crypto';
import { BoundedMap } from '../../../kernel/bounded-map.ts';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { CheckError, type CheckPorts } from '../../check.ts';

/** In which a token is sent. */
export const FORMS = ['application/x-www-form-urlencoded', 'application/json'] as const;

/** What the service says of a token that is active; null = it is not. Rejects with CheckError `introspection` where it says neither. */
export type Introspect = (token: string, ports: CheckPorts) => Promise<JsonObject | null>;

interface Introspection {
  introspectEndpoint: string;
  introspectContentType: (typeof FORMS)[number];
  introspectHeaders: Readonly<Record<string, string>>;
  introspectCacheMaxAge: number;
}

/** Of one check; a token is some hundred bytes of claims. */
const MAX_ACTIVE = 1000;

/** Only what is active is remembered. */
export function introspection({
  introspectEndpoint: url,
  introspectContentType: type,
  introspectHeaders,
  introspectCacheMaxAge: maxAge,
}: Introspection): Introspect {
  const active = new BoundedMap<{ claims: JsonObject; until: number }>(MAX_ACTIVE);
  return async (token, ports) => {
    const key = hash('sha256', token, 'base64');
    const known = active.get(key);
    if (known !== undefined && ports.now() < known.until) return known.claims;
    const form = { token, token_type_hint: 'access_token' };
    const body = type === 'application/json' ? JSON.stringify(form) : new URLSearchParams(form).toString();
    const headers = { ...introspectHeaders, 'content-type': type, accept: 'application/json' };
    const answer = await ports.call({ method: 'POST', url, headers, body, timeoutMs: 5000 });
    const said = answer.status === 200 ? parsed(answer.body) : null;
    if (!isObject(said) || typeof said['active'] !== 'boolean')
      throw new CheckError('introspection', `The token cannot be looked up: the service answered ${answer.status}.`);
    const { active: isActive, ...claims } = said;
    if (isActive && maxAge > 0) active.set(key, { claims, until: ports.now() + maxAge * 1000 });
    return isActive ? claims : null;
  };
}

/** null = it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
