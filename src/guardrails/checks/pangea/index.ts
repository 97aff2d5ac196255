/** `pangea.textGuard` and `pangea.pii`. Source: Pangea's API reference, AI Guard `/v1/text/guard` and Redact `/v1/redact`. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { textIn } from '../../../wire/words.ts';
import type { Check, NamedText } from '../../check.ts';
import { ApiKey, objectsIn, partnerCheck, type Places } from '../../partner.ts';

const Domain = z
  .string()
  .regex(/^[a-z0-9.-]{1,100}\.pangea\.cloud$/)
  .default('aws.us.pangea.cloud');

export const pangea: readonly Check[] = [
  partnerCheck({
    id: 'pangea.textGuard',
    name: 'Pangea AI Guard',
    summary: 'Passes when no detector of the recipe finds something; or masks what a detector names.',
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
    places: ({ result }) => placesOfDetectors(isObject(result) ? result['detectors'] : {}),
  }),
  partnerCheck({
    id: 'pangea.pii',
    name: 'Pangea Redact',
    summary: 'Passes when Pangea would redact nothing; or masks it.',
    secrets: ['api_key'],
    parameters: { api_key: ApiKey, domain: Domain },
    ask: ({ api_key: key, domain }, text) => ({
      url: `https://redact.${domain}/v1/redact`,
      headers: { authorization: `Bearer ${key}` },
      // With `debug` it says what it found, and where.
      body: { text, return_result: false, debug: true },
    }),
    read({ status, result }) {
      if (status !== 'Success' || !isObject(result) || typeof result['count'] !== 'number') return null;
      return result['count'] > 0 ? [`${result['count']} places`] : [];
    },
    places({ result }) {
      const report = isObject(result) ? result['report'] : undefined;
      const told = objectsIn(isObject(report) ? report['recognizer_results'] : []).filter(
        ({ redacted }) => redacted !== false,
      );
      const masked = told.map(({ field_type: kind, text }) => ({ kind: textIn(kind), text: textIn(text) }));
      const count = isObject(result) ? Number(result['count']) : 0;
      // What it counts without naming it cannot be masked.
      return { masked, besides: masked.length < count ? [`${count - masked.length} places without a text`] : [] };
    },
  }),
];

/** A detector names what it would replace; what another one sees, as an injection, stands at no place. */
function placesOfDetectors(detectors: unknown): Places {
  const detected = Object.entries(isObject(detectors) ? detectors : {}).filter(
    (one): one is [string, JsonObject] => isObject(one[1]) && one[1]['detected'] === true,
  );
  const masked: NamedText[] = [];
  const besides: string[] = [];
  for (const [name, { data }] of detected) {
    const entities = objectsIn(isObject(data) ? data['entities'] : []);
    const isNamed = entities.length > 0 && entities.every(({ action }) => textIn(action).startsWith('redacted'));
    if (!isNamed) besides.push(name);
    else masked.push(...entities.map(({ type, value }) => ({ kind: textIn(type), text: textIn(value) })));
  }
  return { masked, besides };
}
