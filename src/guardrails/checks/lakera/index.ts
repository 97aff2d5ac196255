/** `lakera.guard`. Source: Lakera's API reference, POST /v2/guard. */
import { z } from 'zod';
import { isObject } from '../../../wire/json/object.ts';
import type { Check } from '../../check.ts';
import { ApiKey, partnerCheck } from '../../partner.ts';

export const lakera: Check = partnerCheck({
  id: 'lakera.guard',
  name: 'Lakera Guard',
  summary: 'Passes when Lakera flags nothing.',
  secrets: ['api_key'],
  parameters: { api_key: ApiKey, project_id: z.string().optional() },
  ask: ({ api_key: key, project_id: project }, text) => ({
    url: 'https://api.lakera.ai/v2/guard',
    headers: { authorization: `Bearer ${key}` },
    body: {
      messages: [{ role: 'user', content: text }],
      breakdown: true,
      ...(project !== undefined && { project_id: project }),
    },
  }),
  read({ flagged, breakdown }) {
    if (typeof flagged !== 'boolean') return null;
    const detected = Array.isArray(breakdown)
      ? breakdown.filter(isObject).filter((one) => one['detected'] === true)
      : [];
    const names = detected.map((one) => (typeof one['detector_type'] === 'string' ? one['detector_type'] : 'flagged'));
    return flagged ? (names.length > 0 ? [...new Set(names)] : ['flagged']) : [];
  },
});
