/** Providers that speak OpenAI's Chat Completions as it is: one row each. */
import { quirksOfOpenai } from '../../wire/dialects/openai-chat/quirks.ts';
import { FURTHER } from './further-hosts.data.ts';
import { CATALOGUED } from './hosts.data.ts';
import type { OpenaiCompatibleRow } from './row.ts';

export const OPENAI_COMPATIBLE: readonly OpenaiCompatibleRow[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    // Source: OpenAI's API reference.
    baseUrl: 'https://api.openai.com/v1',
    headerSettings: [
      {
        name: 'openai_organization',
        header: 'openai-organization',
        label: 'Organization',
        help: 'Id of the organization that is billed, where the key belongs to several.',
      },
      {
        name: 'openai_project',
        header: 'openai-project',
        label: 'Project',
        help: 'Id of the project that is billed, where the key belongs to several.',
      },
    ],
    hasResponses: true,
    countsTokens: true,
    serves: [
      'completions',
      'embeddings',
      'images',
      'speech',
      'transcriptions',
      'moderations',
      'files',
      'batches',
      'fine-tuning',
      'realtime',
    ],
    quirks: {},
    modelQuirks: quirksOfOpenai,
  },
  ...CATALOGUED,
  ...FURTHER,
];
