/** `POST /v1beta/models/{model}:generateContent` and `:streamGenerateContent`: one turn of a conversation in Gemini's dialect. */
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { jsonArray, wantsArray } from '../../wire/dialects/gemini/json-array.ts';
import { conversationLane } from './conversation-lane.ts';
import type { UpstreamEndpoint } from './endpoint.ts';
import { factsOfMethods } from './google-path.ts';

const METHODS = new Map([
  ['generateContent', { stream: false }],
  ['streamGenerateContent', { stream: true }],
]);

export const generateContent: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'generateContent',
  method: 'POST',
  path: '/v1beta/models/{model}:generateContent',
  scopes: ['completions.write'],
  isFree: false,
  match: (path) => factsOfMethods(path, METHODS),
  errorsFor: () => gemini.errors,
  framing: (url) => (wantsArray(url) ? jsonArray : null),
  dialect: gemini,
  mayStream: true,
  isCacheable: true,
  isTurn: true,
  sharesState: { state: '', picks: '' },
  openLane: (call, target, use) => conversationLane({ ...generateContent, asks: 'generate' }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
