/** `default.webhook`: a service of the user's own judges the request or the answer, and may rewrite it. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { CheckError, defineCheck, type Check, type Judgement, type OutboundAnswer, type Subject } from '../../check.ts';
import { forwardedHeaders, mayBeSent } from '../../forwarded-headers.ts';

const Headers = z.record(z.string(), z.string());

export const webhook: Check = defineCheck({
  id: 'default.webhook',
  name: 'Webhook',
  summary: 'Passes when a service of your own says so.',
  secrets: ['headers'],
  parameters: z.strictObject({
    webhookURL: z.url({ protocol: /^https?$/ }),
    // The contract has JSON as an object or as its text.
    headers: z.preprocess(parsed, Headers).optional(),
    timeout: z.int().min(1).max(60_000).default(3000),
    forwardHeaders: z.array(z.string().refine(mayBeSent, 'may not be forwarded')).optional(),
  }),
  open: ({ webhookURL, headers = {}, timeout, forwardHeaders = [] }) => ({
    kind: 'judge',
    rewrites: true,
    async judge(subject, ports) {
      const answer = await ports.call({
        method: 'POST',
        url: webhookURL,
        headers: {
          ...forwardedHeaders(forwardHeaders, subject.request.headers),
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify(eventOf(subject)),
        timeoutMs: timeout,
      });
      return judgementOf(answer, subject);
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

function eventOf({ side, texts, request, answer }: Subject): JsonObject {
  const text = texts.join('\n');
  const isInput = side === 'input';
  return {
    request: {
      json: request.json(),
      text: isInput ? text : '',
      isStreamingRequest: request.isStream,
      isTransformed: false,
    },
    response: {
      json: answer?.json() ?? {},
      text: isInput ? '' : text,
      statusCode: answer?.status ?? null,
      isTransformed: false,
    },
    provider: request.provider,
    requestType: request.operation,
    metadata: request.metadata,
    eventType: isInput ? 'beforeRequestHook' : 'afterRequestHook',
  };
}

function judgementOf({ status, body }: OutboundAnswer, { side }: Subject): Judgement {
  if (status < 200 || status > 299) throw new CheckError('webhook_status', `The webhook answered ${status}.`);
  const told = parsed(body);
  if (!isObject(told) || typeof told['verdict'] !== 'boolean') {
    throw new CheckError('webhook_answer', 'The webhook answered without a verdict.');
  }
  const { verdict, data, transformedData } = told;
  const part = isObject(transformedData) ? transformedData[side === 'input' ? 'request' : 'response'] : null;
  const json = isObject(part) && isObject(part['json']) ? part['json'] : null;
  return { verdict, data: isObject(data) ? data : null, ...(json && { json }) };
}
