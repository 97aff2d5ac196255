/** `default.log`: the request and its answer are posted to a service of the user's own. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';

export const log: Check = defineCheck({
  id: 'default.log',
  name: 'Log',
  summary: 'Posts the request and its answer, and always passes.',
  secrets: ['headers'],
  parameters: z.strictObject({
    logURL: z.url({ protocol: /^https?$/ }),
    headers: z.preprocess(parsed, z.record(z.string(), z.string())).optional(),
    timeout: z.int().min(1).max(60_000).default(3000),
  }),
  open: ({ logURL, headers = {}, timeout }) => ({
    kind: 'judge',
    async judge({ side, request, answer }, ports) {
      const event = {
        eventType: side === 'input' ? 'beforeRequestHook' : 'afterRequestHook',
        provider: request.provider,
        requestType: request.operation,
        metadata: request.metadata,
        request: { json: request.json() },
        response: { json: answer?.json() ?? null, statusCode: answer?.status ?? null },
      };
      const { status } = await ports.call({
        method: 'POST',
        url: logURL,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(event),
        timeoutMs: timeout,
      });
      return { verdict: true, data: { explanation: `The service answered ${status}.` } };
    },
  }),
});

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
