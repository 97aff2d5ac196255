/** `default.validUrls`: every URL of the answer can be reached, or its host resolves. Both go through the guard of URLs. */
import { z } from 'zod';
import { defineCheck, excerptOf, textOf, type Check, type CheckPorts } from '../../check.ts';

const URL_IN_TEXT = /\bhttps?:\/\/[^\s<>"'`)\]}]{3,2000}/g;
/** Of one answer: each is a call. */
const MAX_URLS = 20;
const TIMEOUT_MS = 3000;

export const validUrls: Check = defineCheck({
  id: 'default.validUrls',
  name: 'Valid URLs',
  summary:
    'Passes when there is a URL, and every one answers within 3 s, or has a host that resolves; with `not`, when not.',
  sides: ['output'],
  parameters: z.strictObject({
    onlyDNS: z.boolean().default(false).meta({ description: 'The hosts are looked up, and nothing is sent to them.' }),
    not: z.boolean().default(false),
  }),
  open: ({ onlyDNS, not }) => ({
    kind: 'judge',
    async judge(subject, ports) {
      const text = textOf(subject);
      const urls = [...new Set(Array.from(text.matchAll(URL_IN_TEXT), ([url]) => url.replace(/[.,;:!?]+$/, '')))].slice(
        0,
        MAX_URLS,
      );
      const reached = await Promise.all(
        urls.map((url) => (onlyDNS ? ports.resolves(url, TIMEOUT_MS) : answers(url, ports))),
      );
      const invalid = urls.filter((_, at) => reached[at] !== true);
      const verdict = urls.length > 0 && invalid.length === 0;
      const what = onlyDNS ? 'do not resolve' : 'cannot be reached';
      const explanation = urls.length === 0 ? 'There is no URL.' : `${invalid.length} of ${urls.length} URLs ${what}.`;
      return { verdict: verdict !== not, data: { explanation, not, textExcerpt: excerptOf(text) } };
    },
  }),
});

/** What may not be called counts as not reached; nor does such a host resolve. */
async function answers(url: string, { call }: CheckPorts): Promise<boolean> {
  try {
    const { status } = await call({ method: 'HEAD', url, timeoutMs: TIMEOUT_MS });
    return status >= 200 && status < 400;
  } catch {
    return false;
  }
}
