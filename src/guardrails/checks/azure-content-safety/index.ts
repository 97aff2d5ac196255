/** `azure.contentSafety`. Source: Azure AI Content Safety, Text Operations - Analyze Text, 2024-09-01. */
import { z } from 'zod';
import { isObject } from '../../../wire/json/object.ts';
import type { Check } from '../../check.ts';
import { ApiKey, Endpoint, partnerCheck } from '../../partner.ts';

const CATEGORIES = ['Hate', 'SelfHarm', 'Sexual', 'Violence'] as const;

export const azureContentSafety: Check = partnerCheck({
  id: 'azure.contentSafety',
  name: 'Azure Content Safety',
  summary: 'Passes when Azure finds no category as severe, and no word of the block lists.',
  secrets: ['api_key'],
  parameters: {
    endpoint: Endpoint,
    api_key: ApiKey,
    categories: z
      .array(z.enum(CATEGORIES))
      .min(1)
      .default([...CATEGORIES]),
    severity: z.int().min(1).max(7).default(2).meta({ description: 'From here on a category fails.' }),
    blocklistNames: z.array(z.string()).default([]),
  },
  ask: ({ endpoint, api_key: key, categories, blocklistNames }, text) => ({
    url: `${endpoint}/contentsafety/text:analyze?api-version=2024-09-01`,
    headers: { 'ocp-apim-subscription-key': key },
    body: { text, categories, blocklistNames, outputType: 'EightSeverityLevels' },
  }),
  read({ categoriesAnalysis: analysis, blocklistsMatch: matches }, { severity }) {
    if (!Array.isArray(analysis)) return null;
    const severe = analysis.filter(isObject).filter((one) => Number(one['severity']) >= severity);
    const listed = Array.isArray(matches) ? matches.filter(isObject) : [];
    return [...severe.map((one) => String(one['category'])), ...listed.map((one) => String(one['blocklistName']))];
  },
});
