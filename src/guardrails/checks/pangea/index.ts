/** `pangea.textGuard` and `pangea.pii`. Source: Pangea's API reference, AI Guard `/v1/text/guard` and Redact `/v1/redact`. */
import { z } from 'zod';
import { isObject } from '../../../wire/json/object.ts';
import type { Check } from '../../check.ts';
import { ApiKey, partnerCheck } from '../../partner.ts';

const Domain = z
  .string()
  .regex(/^[a-z0-9.-]{1,100}\.pangea\.cloud$/)
  .default('aws.us.pangea.cloud');

export const pangea: readonly Check[] = [
  partnerCheck({
    id: 'pangea.textGuard',
    name: 'Pangea AI Guard',
    summary: 'Passes when no detector of the recipe finds something.',
    secrets: ['api_key'],
    parameters: { api_key: ApiKey, domain: Domain, recipe: z.string().min(1).optional() },
    ask: ({ api_key: key, domain, recipe }, text) => ({
      url: `https://ai-guard.${domain}/v1/text/guard`,
      headers: { authorization: `Bearer ${key}` },
      body: { text, ...(recipe !== undefined && { recipe }) },
    }),
    read({ status, result }) {
      if (status !== 'Success' || !isObject(result) || !isObject(result['detectors'])) return null;
      return Object.entries(result['detectors'])
        .filter(([, detector]) => isObject(detector) && detector['detected'] === true)
        .map(([name]) => name);
    },
  }),
  partnerCheck({
    id: 'pangea.pii',
    name: 'Pangea Redact',
    summary: 'Passes when Pangea would redact nothing.',
    secrets: ['api_key'],
    parameters: { api_key: ApiKey, domain: Domain },
    ask: ({ api_key: key, domain }, text) => ({
      url: `https://redact.${domain}/v1/redact`,
      headers: { authorization: `Bearer ${key}` },
      body: { text, return_result: false, debug: false },
    }),
    read({ status, result }) {
      if (status !== 'Success' || !isObject(result) || typeof result['count'] !== 'number') return null;
      return result['count'] > 0 ? [`${result['count']} places`] : [];
    },
  }),
];
