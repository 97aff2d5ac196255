/** Every check by its ids. Written by scripts/generate-registry.ts: do not edit. */
import { addPrefix } from './checks/add-prefix/index.ts';
import { agentRules } from './checks/agent-rules/index.ts';
import { azureContentSafety } from './checks/azure-content-safety/index.ts';
import { azurePii } from './checks/azure-pii/index.ts';
import { azureShieldPrompt } from './checks/azure-shield-prompt/index.ts';
import { bedrockGuard } from './checks/bedrock/index.ts';
import { contains } from './checks/contains/index.ts';
import { containsCode } from './checks/contains-code/index.ts';
import { counts } from './checks/counts/index.ts';
import { endsWith } from './checks/ends-with/index.ts';
import { gibberish } from './checks/gibberish/index.ts';
import { inlineImageUrls } from './checks/inline-image-urls/index.ts';
import { jsonKeys } from './checks/json-keys/index.ts';
import { jsonSchema } from './checks/json-schema/index.ts';
import { jwt } from './checks/jwt/index.ts';
import { lakera } from './checks/lakera/index.ts';
import { language } from './checks/language/index.ts';
import { letterCase } from './checks/letter-case/index.ts';
import { log } from './checks/log/index.ts';
import { metadata } from './checks/metadata/index.ts';
import { mistralModeration } from './checks/mistral-moderation/index.ts';
import { modelJudge } from './checks/model-judge/index.ts';
import { models } from './checks/models/index.ts';
import { moderateContent } from './checks/moderate-content/index.ts';
import { notNull } from './checks/not-null/index.ts';
import { openaiModeration } from './checks/openai-moderation/index.ts';
import { pangea } from './checks/pangea/index.ts';
import { patronus } from './checks/patronus/index.ts';
import { pii } from './checks/pii/index.ts';
import { promptInjection } from './checks/prompt-injection/index.ts';
import { promptfoo } from './checks/promptfoo/index.ts';
import { regexMatch } from './checks/regex-match/index.ts';
import { regexReplace } from './checks/regex-replace/index.ts';
import { requestParameters } from './checks/request-parameters/index.ts';
import { requestTypes } from './checks/request-types/index.ts';
import { secrets } from './checks/secrets/index.ts';
import { validUrls } from './checks/valid-urls/index.ts';
import { webhook } from './checks/webhook/index.ts';
import type { Check } from './check.ts';

export const CHECKS: ReadonlyMap<string, Check> = new Map(
  [addPrefix, agentRules, azureContentSafety, azurePii, azureShieldPrompt, bedrockGuard, contains, containsCode, ...counts, endsWith, gibberish, inlineImageUrls, jsonKeys, jsonSchema, jwt, lakera, language, ...letterCase, log, ...metadata, mistralModeration, modelJudge, ...models, moderateContent, notNull, openaiModeration, ...pangea, ...patronus, pii, promptInjection, ...promptfoo, regexMatch, regexReplace, requestParameters, requestTypes, secrets, validUrls, webhook].flatMap((check) => [check.id, ...check.aliases].map((id): [string, Check] => [id, check])),
);
