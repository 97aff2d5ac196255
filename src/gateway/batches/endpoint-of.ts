/** Which endpoint takes the requests of a path: of lines that are to run, and of those that have. */
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { ENDPOINTS } from '../endpoints/endpoints.ts';

/** null = nobody that is known here. */
export function endpointOf(path: string): UpstreamEndpoint | null {
  const found = ENDPOINTS.find(
    ({ kind, method, match }) => kind === 'upstream' && method === 'POST' && match(path) !== null,
  );
  return found?.kind === 'upstream' ? found : null;
}
