/** `POST /v1/completions`: OpenAI's older text completions, at providers that still serve them. */
import { openaiCompletions } from '../../wire/dialects/openai-operations/completions.ts';
import { usageOfStream } from '../../wire/dialects/openai-chat/usage-of-stream.ts';
import { pathEndpoint } from './path-endpoint.ts';

export const completions = pathEndpoint({
  operation: 'complete',
  asks: 'completions',
  path: '/v1/completions',
  dialect: openaiCompletions,
  isCacheable: true,
  edits: (document, stream) => (stream ? usageOfStream(document) : []),
});
