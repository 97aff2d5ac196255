/** Checks of other services: the text goes out, a verdict comes back. What a service says is read in one place each. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../wire/json/object.ts';
import { CheckError, defineCheck, textOf, type Check, type OutboundCall } from './check.ts';

/** ms. */
const Timeout = z.int().min(1).max(60_000).default(5000);

interface Partner<Shape extends z.ZodRawShape> {
  id: string;
  name: string;
  summary: string;
  /** Of its own; `timeout` is added. */
  parameters: Shape;
  /** Names of those that are credentials. */
  secrets: readonly string[];
  ask(
    parameters: z.output<z.ZodObject<Shape>>,
    text: string,
  ): { url: string; headers: Record<string, string>; body: JsonObject };
  /** It judges an answer as a whole, as whether it is concise. */
  needsWhole?: boolean;
  /** Categories that were found, by the service's own names; null = the answer is none. */
  read(answer: JsonObject, parameters: z.output<z.ZodObject<Shape>>): string[] | null;
}

/** Passes where the service finds nothing. Of a text that is not there, there is nothing to find. */
export function partnerCheck<Shape extends z.ZodRawShape>(partner: Partner<Shape>): Check {
  const { id, name, summary, secrets } = partner;
  const parameters = z.strictObject({ ...partner.parameters, timeout: Timeout });
  return defineCheck({
    id,
    name,
    summary,
    secrets,
    parameters,
    open: (given) => ({
      kind: 'judge',
      ...(partner.needsWhole !== true && { inStreams: 'window' as const }),
      async judge(subject, ports) {
        if (subject.texts.length === 0) return { verdict: true, data: { explanation: 'There is no text.' } };
        const own = given as unknown as z.output<z.ZodObject<Shape>>;
        const { url, headers, body } = partner.ask(own, textOf(subject));
        const timeoutMs = (given as { timeout: number }).timeout;
        const call: OutboundCall = {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
          timeoutMs,
        };
        const answer = await ports.call(call);
        if (answer.status < 200 || answer.status > 299) {
          throw new CheckError('service_status', `The service answered ${answer.status}.`);
        }
        const found = readAnswer(answer.body, (json) => partner.read(json, own));
        const explanation =
          found.length === 0 ? 'The service found nothing.' : `The service found: ${found.join(', ')}.`;
        return { verdict: found.length === 0, data: { explanation, categories: found } };
      },
    }),
  });
}

function readAnswer(body: string, read: (json: JsonObject) => string[] | null): string[] {
  const found = readObject(body, read);
  if (found === null) throw new CheckError('service_answer', 'The service answered something that is no verdict.');
  return found.map((one) => one.slice(0, 100)).slice(0, 50);
}

function readObject(body: string, read: (json: JsonObject) => string[] | null): string[] | null {
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) ? read(json) : null;
  } catch {
    return null;
  }
}

/** The first element of the list under a key. */
export function firstOf(json: JsonObject, key: string): JsonObject | null {
  const list = json[key];
  const first: unknown = Array.isArray(list) ? list[0] : null;
  return isObject(first) ? first : null;
}

/** Keys whose value is true. */
export const trueKeys = (value: unknown): string[] | null =>
  isObject(value) ? Object.keys(value).filter((key) => value[key] === true) : null;

export const ApiKey = z.string().min(1);
/** Of a service that is the user's own resource. */
export const Endpoint = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
