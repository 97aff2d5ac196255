/** In which form the body of a request comes. */
import type { BodyForm } from '../endpoints/endpoint.ts';
import type { Arrived } from '../exchange.ts';

export function bodyFormOf({ route: { endpoint }, headers }: Pick<Arrived, 'route' | 'headers'>): BodyForm {
  return endpoint.kind === 'upstream' ? (endpoint.bodyOf?.(headers) ?? 'json') : 'none';
}
