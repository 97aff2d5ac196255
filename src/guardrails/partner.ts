/** Checks of other services: the text goes out, a verdict comes back. What a service says is read in one place each. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../wire/json/object.ts';
import {
  CheckError,
  defineCheck,
  ParameterError,
  textOf,
  type AwsCredentials,
  type Check,
  type CheckPorts,
  type OutboundCall,
  type Side,
} from './check.ts';

/** ms. */
const Timeout = z.int().min(1).max(60_000).default(5000);

/** Of a category, characters; and how many are told. */
const MAX_NAME = 100;
const MAX_NAMES = 50;

interface Partner<Shape extends z.ZodRawShape> {
  id: string;
  name: string;
  summary: string;
  /** Of its own; `timeout` is added. */
  parameters: Shape;
  /** Names of those that are credentials. */
  secrets: readonly string[];
  /** Why these parameters cannot run together; null or absent = they can. */
  problem?(parameters: z.output<z.ZodObject<Shape>>): string | null;
  /** With what AWS wants a call signed; null or absent = its headers say who calls. */
  sign?(parameters: z.output<z.ZodObject<Shape>>): AwsCredentials | null;
  ask(
    parameters: z.output<z.ZodObject<Shape>>,
    text: string,
    side: Side,
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
    open(given) {
      const own = given as unknown as z.output<z.ZodObject<Shape>>;
      const problem = partner.problem?.(own) ?? null;
      if (problem !== null) throw new ParameterError(problem);
      return {
        kind: 'judge',
        ...(partner.needsWhole !== true && { inStreams: 'window' as const }),
        async judge(subject, ports) {
          if (subject.texts.length === 0) return { verdict: true, data: { explanation: 'There is no text.' } };
          const { url, headers, body } = partner.ask(own, textOf(subject), subject.side);
          const timeoutMs = (given as { timeout: number }).timeout;
          const call = { method: 'POST' as const, url, body: JSON.stringify(body), timeoutMs };
          const all = { 'content-type': 'application/json', ...headers };
          const answer = await ports.call(signed({ ...call, headers: all }, partner.sign?.(own) ?? null, ports));
          if (answer.status < 200 || answer.status > 299) {
            throw new CheckError('service_status', `The service answered ${answer.status}.`);
          }
          const named = readAnswer(answer.body, (json) => partner.read(json, own));
          const found = named.map((one) => ports.mask(one).slice(0, MAX_NAME)).slice(0, MAX_NAMES);
          const explanation =
            found.length === 0 ? 'The service found nothing.' : `The service found: ${found.join(', ')}.`;
          return { verdict: found.length === 0, data: { explanation, categories: found } };
        },
      };
    },
  });
}

function signed(call: OutboundCall, credentials: AwsCredentials | null, ports: CheckPorts): OutboundCall {
  return credentials === null ? call : { ...call, headers: { ...call.headers, ...ports.signAws(call, credentials) } };
}

function readAnswer(body: string, read: (json: JsonObject) => string[] | null): string[] {
  const found = readObject(body, read);
  if (found === null) throw new CheckError('service_answer', 'The service answered something that is no verdict.');
  return found;
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
