/** `POST /v1/rerank`: documents in the order in which they answer a query. */
import { rerank as dialect } from '../../wire/dialects/openai-operations/rerank.ts';
import { pathEndpoint } from './path-endpoint.ts';

export const rerank = pathEndpoint({
  operation: 'rerank',
  asks: 'rerank',
  path: '/v1/rerank',
  dialect,
  isCacheable: true,
});
