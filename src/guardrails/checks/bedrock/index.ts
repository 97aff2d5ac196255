/** `bedrock.guard`. Source: Amazon Bedrock Runtime API reference, ApplyGuardrail. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { textIn } from '../../../wire/words.ts';
import type { Check, NamedText } from '../../check.ts';
import { objectsIn, partnerCheck } from '../../partner.ts';

/** The policies of an assessment, each with the lists of what it found. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  topicPolicy: ['topics'],
  contentPolicy: ['filters'],
  wordPolicy: ['customWords', 'managedWordLists'],
  sensitiveInformationPolicy: ['piiEntities', 'regexes'],
  contextualGroundingPolicy: ['filters'],
};

export const bedrockGuard: Check = partnerCheck({
  id: 'bedrock.guard',
  name: 'Amazon Bedrock guardrail',
  summary: 'Passes when a guardrail of Amazon Bedrock does not intervene; or masks what that is to anonymize.',
  secrets: ['api_key', 'secret_access_key', 'session_token'],
  parameters: {
    guardrail_id: z.string().regex(/^[A-Za-z0-9:/_-]{1,2048}$/),
    guardrail_version: z
      .string()
      .regex(/^(?:DRAFT|\d{1,8})$/)
      .default('DRAFT'),
    region: z.string().regex(/^[a-z0-9-]{1,40}$/),
    api_key: z.string().min(1).optional().meta({ description: 'A key of Amazon Bedrock; or the two of AWS below.' }),
    access_key_id: z.string().min(1).optional(),
    secret_access_key: z.string().min(1).optional(),
    session_token: z.string().min(1).optional(),
  },
  problem: ({ api_key: key, access_key_id: id, secret_access_key: secret }) =>
    key !== undefined || (id !== undefined && secret !== undefined)
      ? null
      : 'api_key: or access_key_id and secret_access_key must be given',
  ask: ({ guardrail_id: id, guardrail_version: version, region, api_key: key }, text, side) => ({
    url: `https://bedrock-runtime.${region}.amazonaws.com/guardrail/${encodeURIComponent(id)}/version/${version}/apply`,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    body: { source: side === 'input' ? 'INPUT' : 'OUTPUT', content: [{ text: { text } }] },
  }),
  sign({ api_key: key, access_key_id: accessKeyId, secret_access_key: secretAccessKey, session_token: token, region }) {
    if (key !== undefined || accessKeyId === undefined || secretAccessKey === undefined) return null;
    // house-allow no-provider-literal: the name of AWS's service, by which a request is signed
    return { accessKeyId, secretAccessKey, sessionToken: token ?? null, region, service: 'bedrock' };
  },
  read({ action, assessments }) {
    if (action === 'NONE') return [];
    if (action !== 'GUARDRAIL_INTERVENED') return null;
    const found = objectsIn(assessments).flatMap((one) => namesIn(one));
    return found.length === 0 ? ['intervened'] : [...new Set(found)];
  },
  places({ action, assessments }) {
    const told = objectsIn(assessments);
    const masked = told.flatMap(anonymizedIn);
    const besides = told.flatMap((one) => namesIn(one, ({ action: own }) => own !== 'ANONYMIZED' && own !== 'NONE'));
    const isUnexplained = action === 'GUARDRAIL_INTERVENED' && masked.length + besides.length === 0;
    return { masked, besides: isUnexplained ? ['intervened'] : [...new Set(besides)] };
  },
});

/** What the guardrail is to replace, as the user has configured it in Bedrock; what it is to block stays a denial. */
function anonymizedIn({ sensitiveInformationPolicy: policy }: JsonObject): NamedText[] {
  if (!isObject(policy)) return [];
  return (
    LISTS['sensitiveInformationPolicy']?.flatMap((list) =>
      objectsIn(policy[list])
        .filter(({ action }) => action === 'ANONYMIZED')
        .map(({ type, name, match }) => ({ kind: textIn(type ?? name), text: textIn(match) })),
    ) ?? []
  );
}

function namesIn(assessment: JsonObject, counts: (item: JsonObject) => boolean = () => true): string[] {
  return Object.entries(LISTS).flatMap(([policy, lists]) => {
    const told = assessment[policy];
    if (!isObject(told)) return [];
    return lists.flatMap((list) => {
      return objectsIn(told[list])
        .filter(counts)
        .map((one) => textIn(one['type'] ?? one['name'] ?? policy));
    });
  });
}
