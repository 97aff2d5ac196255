/** `default.inlineImageUrls`: images that a request names by URL go into it, for providers that fetch none. A mutator: it passes. */
import { z } from 'zod';
import type { JsonObject } from '../../../wire/json/object.ts';
import { fetchMedia, type GetFile } from '../../../wire/fetch-media.ts';
import { mediaByUrl, withMedia } from '../../../wire/media-by-url.ts';
import { CheckError, defineCheck, type Check, type CheckPorts } from '../../check.ts';

const MAX_IMAGES = 50;
/** Of one request, in bytes. */
const MAX_TOTAL = 64 * 1024 * 1024;

export const inlineImageUrls: Check = defineCheck({
  id: 'default.inlineImageUrls',
  name: 'Inline image URLs',
  summary: 'Fetches the images that a request names by URL and puts them into it as base64; it always passes.',
  sides: ['input'],
  parameters: z.strictObject({
    providers: z
      .array(z.string().min(1))
      .max(50)
      .default([])
      .meta({ description: 'Only for these, as `vertex-ai`; none = for every provider.' }),
    maxSizeBytes: z.int().min(1).max(MAX_TOTAL).default(20_971_520).meta({ description: 'Of one image.' }),
    timeoutMs: z.int().min(1).max(60_000).default(30_000).meta({ description: 'For one image.' }),
    failOnError: z
      .boolean()
      .default(false)
      .meta({ description: 'false = an image that cannot be fetched stays a URL; true = the check fails then.' }),
  }),
  open: ({ providers, failOnError, maxSizeBytes, timeoutMs }) => ({
    kind: 'judge',
    rewrites: true,
    async judge({ request }, ports) {
      if (providers.length > 0 && !providers.includes(request.provider)) return told('The provider is not listed.');
      const body = request.json();
      if (body === null) throw new CheckError('unreadable', 'The request is no JSON object.');
      const named = mediaByUrl(body).filter(({ kind }) => kind === 'image');
      const urls = new Set(named.map(({ url }) => url));
      if (urls.size === 0) return told('There is no image by URL.');
      const limits = { count: MAX_IMAGES, totalBytes: MAX_TOTAL, maxBytes: maxSizeBytes, timeoutMs };
      const { media, problems } = await fetchMedia(named, limits, getBy(ports));
      const explanation = `${media.size} of ${urls.size} images were put into the request.`;
      const reasons = [...new Set(problems.map(({ reason }) => reason))];
      const data: JsonObject = { explanation, ...(reasons.length > 0 && { problems: reasons }) };
      const verdict = problems.length === 0 || !failOnError;
      return media.size === 0 ? { verdict, data } : { verdict, data, json: withMedia(body, media), saysTheSame: true };
    },
  }),
});

const told = (explanation: string) => ({ verdict: true, data: { explanation } });

const getBy =
  ({ call }: CheckPorts): GetFile =>
  async (url, { timeoutMs, maxBytes }) => {
    try {
      return await call({ method: 'GET', url, timeoutMs, base64: { maxBytes } });
    } catch (error) {
      throw error instanceof CheckError ? error : new Error('An image could not be fetched.', { cause: error });
    }
  };
