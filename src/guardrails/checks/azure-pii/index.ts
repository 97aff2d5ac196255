/** `azure.pii`. Source: Azure AI Language, Analyze Text, PiiEntityRecognition, 2023-04-01. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import type { Check } from '../../check.ts';
import { textIn } from '../../../wire/words.ts';
import { ApiKey, Endpoint, firstOf, objectsIn, partnerCheck } from '../../partner.ts';

export const azurePii: Check = partnerCheck({
  id: 'azure.pii',
  name: 'Azure personal data',
  summary: 'Passes when Azure sees no personal data of these categories, as sure as is asked for; or masks it.',
  secrets: ['api_key'],
  parameters: {
    endpoint: Endpoint,
    api_key: ApiKey,
    categories: z.array(z.string().min(1)).optional().meta({ description: 'Azure’s own names; absent = all.' }),
    domain: z.enum(['none', 'phi']).default('none'),
    language: z.string().min(2).default('en'),
    confidence: z.number().min(0).max(1).default(0.5).meta({ description: 'From here on a finding counts.' }),
  },
  ask: ({ endpoint, api_key: key, categories, domain, language }, text) => ({
    url: `${endpoint}/language/:analyze-text?api-version=2023-04-01`,
    headers: { 'ocp-apim-subscription-key': key },
    body: {
      kind: 'PiiEntityRecognition',
      parameters: { modelVersion: 'latest', domain, ...(categories && { piiCategories: categories }) },
      analysisInput: { documents: [{ id: '1', language, text }] },
    },
  }),
  read({ results }, { confidence }) {
    if (!isObject(results)) return null;
    // A document that Azure cannot read is reported beside the results, with the status 200.
    if (Array.isArray(results['errors']) && results['errors'].length > 0) return null;
    const entities = firstOf(results, 'documents')?.['entities'];
    if (!Array.isArray(entities)) return null;
    return [...new Set(sureOf(entities, confidence).map((one) => String(one['category'])))];
  },
  places({ results }, { confidence }) {
    const entities = isObject(results) ? firstOf(results, 'documents')?.['entities'] : [];
    const masked = sureOf(entities, confidence).map(({ category, text }) => ({
      kind: String(category),
      text: textIn(text),
    }));
    return { masked, besides: [] };
  },
});

const sureOf = (entities: unknown, confidence: number): JsonObject[] =>
  objectsIn(entities).filter((one) => Number(one['confidenceScore'] ?? 1) >= confidence);
