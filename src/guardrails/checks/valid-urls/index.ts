/** `default.validUrls`: every URL of the answer can be reached, or its host resolves. Both go through the guard of URLs. */
import { z } from 'zod';
import { CheckError, defineCheck, excerptOf, textOf, type Check, type CheckPorts } from '../../check.ts';

const URL_IN_TEXT = /\bhttps?:\/\/[^\s<>"'`)\]}]{3,2000}/g;
/** Of one answer: each is a call. With more, the check cannot say. */
const MAX_URLS = 100;
const AT_ONCE = 20;
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
      const urls = [...new Set(Array.from(text.matchAll(URL_IN_TEXT), ([url]) => url.replace(/[.,;:!?]+$/, '')))];
      if (urls.length > MAX_URLS)
        throw new CheckError('too_many_urls', `There are ${urls.length} URLs, and at most ${MAX_URLS} are looked at.`);
      const isGood = (url: string): Promise<boolean> =>
        onlyDNS ? ports.resolves(url, TIMEOUT_MS) : answers(url, ports);
      let invalid = 0;
      for (let from = 0; from < urls.length; from += AT_ONCE) {
        const reached = await Promise.all(urls.slice(from, from + AT_ONCE).map(isGood));
        invalid += reached.filter((isReached) => !isReached).length;
      }
      const verdict = urls.length > 0 && invalid === 0;
      const what = onlyDNS ? 'do not resolve' : 'cannot be reached';
      const explanation = urls.length === 0 ? 'There is no URL.' : `${invalid} of ${urls.length} URLs ${what}.`;
      return { verdict: verdict !== not, data: { explanation, not, textExcerpt: excerptOf(text) } };
    },
  }),
});

const NOT_REACHED: ReadonlySet<string> = new Set(['timeout', 'too_large', 'not_allowed', 'unreachable']);

/** What may not be called counts as not reached; nor does such a host resolve. Where nothing is called at all, nobody can say. */
async function answers(url: string, { call }: CheckPorts): Promise<boolean> {
  try {
    const { status } = await call({ method: 'HEAD', url, timeoutMs: TIMEOUT_MS });
    return status >= 200 && status < 400;
  } catch (error) {
    if (error instanceof CheckError && NOT_REACHED.has(error.name)) return false;
    throw error;
  }
}
