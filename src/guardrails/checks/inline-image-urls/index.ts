/** `default.inlineImageUrls`: images that a request names by URL go into it, for providers that fetch none. A mutator: it passes. */
import { z } from 'zod';
import type { JsonObject } from '../../../wire/json/object.ts';
import { CheckError, defineCheck, type Check, type CheckPorts } from '../../check.ts';
import { imageUrlsIn, withImages, type Image } from './image-parts.ts';

const MAX_IMAGES = 50;
/** Of one request, in bytes. */
const MAX_TOTAL = 64 * 1024 * 1024;
const AT_ONCE = 4;

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
  open: ({ providers, failOnError, ...limits }) => ({
    kind: 'judge',
    rewrites: true,
    async judge({ request }, ports) {
      if (providers.length > 0 && !providers.includes(request.provider)) return told('The provider is not listed.');
      const body = request.json();
      if (body === null) throw new CheckError('unreadable', 'The request is no JSON object.');
      const urls = [...new Set(imageUrlsIn(body))];
      if (urls.length === 0) return told('There is no image by URL.');
      const { images, problems } = await fetchAll(urls, limits, ports);
      const explanation = `${images.size} of ${urls.length} images were put into the request.`;
      const data: JsonObject = { explanation, ...(problems.length > 0 && { problems }) };
      const verdict = problems.length === 0 || !failOnError;
      return images.size === 0
        ? { verdict, data }
        : { verdict, data, json: withImages(body, images), saysTheSame: true };
    },
  }),
});

const told = (explanation: string) => ({ verdict: true, data: { explanation } });

interface Limits {
  maxSizeBytes: number;
  timeoutMs: number;
}

interface Fetched {
  images: Map<string, Image>;
  /** One for each that stays a URL, without the URL: it may hold a signature. */
  problems: string[];
}

async function fetchAll(urls: readonly string[], limits: Limits, ports: CheckPorts): Promise<Fetched> {
  const images = new Map<string, Image>();
  const problems = urls.length > MAX_IMAGES ? [`At most ${MAX_IMAGES} images are fetched.`] : [];
  let left = MAX_TOTAL;
  const wanted = urls.slice(0, MAX_IMAGES);
  for (let first = 0; first < wanted.length; first += AT_ONCE) {
    const some = wanted.slice(first, first + AT_ONCE);
    const answers = await Promise.all(some.map((url) => fetchOne(url, limits, ports)));
    for (const [at, answer] of answers.entries()) {
      const bytes = typeof answer === 'string' ? 0 : (answer.base64.length * 3) / 4;
      if (typeof answer === 'string') problems.push(answer);
      else if (bytes > left) problems.push('The images are too large together.');
      else images.set(some[at] ?? '', answer);
      left -= bytes;
    }
  }
  return { images, problems };
}

/** Why it cannot be had, where it cannot. */
async function fetchOne(
  url: string,
  { maxSizeBytes, timeoutMs }: Limits,
  { call }: CheckPorts,
): Promise<Image | string> {
  try {
    const { status, body } = await call({ method: 'GET', url, timeoutMs, base64: { maxBytes: maxSizeBytes } });
    if (status !== 200) return `The server of an image answered with status ${status}.`;
    const mediaType = mediaTypeOf(body);
    return mediaType === null ? 'What a URL led to is no PNG, JPEG, GIF or WebP.' : { mediaType, base64: body };
  } catch (error) {
    return error instanceof CheckError ? error.message : 'An image could not be fetched.';
  }
}

/** By the first bytes: servers name types that are not so. The types are those that every vendor takes. */
function mediaTypeOf(base64: string): Image['mediaType'] | null {
  const head = Buffer.from(base64.slice(0, 24), 'base64').toString('latin1');
  if (head.startsWith('\u0089PNG\r\n\u001A\n')) return 'image/png';
  if (head.startsWith('\u00FF\u00D8\u00FF')) return 'image/jpeg';
  if (head.startsWith('GIF8')) return 'image/gif';
  return head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP' ? 'image/webp' : null;
}
