/** `azure.shieldPrompt`. Source: Azure AI Content Safety, Prompt Shields, 2024-09-01. */
import { isObject } from '../../../wire/json/object.ts';
import type { Check } from '../../check.ts';
import { ApiKey, Endpoint, partnerCheck } from '../../partner.ts';

export const azureShieldPrompt: Check = partnerCheck({
  id: 'azure.shieldPrompt',
  name: 'Azure Prompt Shields',
  summary: 'Passes when Azure sees no attack on the prompt.',
  secrets: ['api_key'],
  parameters: { endpoint: Endpoint, api_key: ApiKey },
  ask: ({ endpoint, api_key: key }, text) => ({
    url: `${endpoint}/contentsafety/text:shieldPrompt?api-version=2024-09-01`,
    headers: { 'ocp-apim-subscription-key': key },
    body: { userPrompt: text, documents: [] },
  }),
  read({ userPromptAnalysis: prompt, documentsAnalysis: documents }) {
    if (!isObject(prompt) || typeof prompt['attackDetected'] !== 'boolean') return null;
    const inDocuments =
      Array.isArray(documents) && documents.filter(isObject).some((one) => one['attackDetected'] === true);
    return prompt['attackDetected'] || inDocuments ? ['attack'] : [];
  },
});
