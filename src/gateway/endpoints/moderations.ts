/** `POST /v1/moderations`: does a text or an image break the vendor's rules? */
import { openaiModerations } from '../../wire/dialects/openai-operations/moderations.ts';
import { pathEndpoint } from './path-endpoint.ts';

export const moderations = pathEndpoint({
  operation: 'moderate',
  asks: 'moderations',
  path: '/v1/moderations',
  dialect: openaiModerations,
  isCacheable: true,
  mostUsed: () => ({ moderations: 1 }),
});
