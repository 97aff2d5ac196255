/** Every endpoint of the data plane, one row each. */
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { anthropicErrors } from '../../wire/dialects/anthropic-messages/index.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { audioTranslations, speech, transcriptions } from './audio.ts';
import { chatCompletions } from './chat-completions.ts';
import { completions } from './completions.ts';
import { contractErrors } from './contract-errors.ts';
import { converse } from './converse.ts';
import { countBedrockTokens } from './count-bedrock-tokens.ts';
import { countContentTokens } from './count-content-tokens.ts';
import { countInputTokens } from './count-input-tokens.ts';
import { countTokens } from './count-tokens.ts';
import { batchEmbedContents, embedContent } from './embed-content.ts';
import { embeddings } from './embeddings.ts';
import { generateContent } from './generate-content.ts';
import type { Endpoint } from './endpoint.ts';
import { imageEdits, imageGenerations, imageVariations } from './images.ts';
import { invokeModel } from './invoke-model.ts';
import { models } from './list-models.ts';
import { messages } from './messages.ts';
import { moderations } from './moderations.ts';
import { oauthUsage } from './oauth-usage.ts';
import { PROXIES } from './proxy.ts';
import { predict } from './predict.ts';
import { realtime } from './realtime.ts';
import { rerank } from './rerank.ts';
import { responses } from './responses.ts';
import { STORED_OBJECTS } from './stored-objects.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  messages,
  countTokens,
  countInputTokens,
  countContentTokens,
  countBedrockTokens,
  chatCompletions,
  responses,
  generateContent,
  converse,
  invokeModel,
  embeddings,
  embedContent,
  batchEmbedContents,
  predict,
  completions,
  imageGenerations,
  imageEdits,
  imageVariations,
  speech,
  transcriptions,
  audioTranslations,
  moderations,
  rerank,
  models,
  oauthUsage,
  realtime,
  ...STORED_OBJECTS,
  ...PROXIES,
];

/** For a request that no endpoint takes: in the dialect that its path and headers look like. */
export function errorsOfStray(path: string, headers: RequestHeaders): ErrorRenderer {
  if (path.startsWith('/v1beta/')) return generateContent.errorsFor(headers);
  if (path.startsWith('/model/')) return converse.errorsFor(headers);
  const isAnthropic =
    headers['anthropic-version'] !== undefined || path.includes('/messages') || path.includes('/anthropic/');
  return isAnthropic ? anthropicErrors : contractErrors;
}

/** For what is no HTTP at all. */
export const ERRORS_WITHOUT_PATH = anthropicErrors;
