/** Checks of other services: the text goes out, a verdict comes back. What a service says is read in one place each. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { BoundedMap } from '../kernel/bounded-map.ts';
import { isObject, type JsonObject } from '../wire/json/object.ts';
import {
  CheckError,
  defineCheck,
  ParameterError,
  textOf,
  type AwsCredentials,
  type Check,
  type CheckPorts,
  type Finding,
  type Judge,
  type Judgement,
  type NamedText,
  type OutboundCall,
  type Side,
} from './check.ts';
import { finderOf, kindNamed, partsMarked } from './named-texts.ts';

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
  /** What `redact` masks of an answer that `read` can read. Absent = the service does not say where something stands. */
  places?(answer: JsonObject, parameters: z.output<z.ZodObject<Shape>>): Places;
}

/** What a service found, and where. */
export interface Places {
  /** By the service's own names. */
  masked: readonly NamedText[];
  /** Categories of what it found and nobody can mask, as a topic: these fail the check. */
  besides: readonly string[];
}

const Redact = z.boolean().default(false).meta({
  description: 'What the service finds is masked, and the check passes.',
});

/** Passes where the service finds nothing, or where all that it finds can be masked. Of no text, there is nothing to find. */
export function partnerCheck<Shape extends z.ZodRawShape>(partner: Partner<Shape>): Check {
  const { id, name, summary, secrets } = partner;
  const redact = partner.places === undefined ? {} : { redact: Redact };
  return defineCheck({
    id,
    name,
    summary,
    secrets,
    parameters: z.strictObject({ ...partner.parameters, ...redact, timeout: Timeout }),
    open(given) {
      const own = given as unknown as z.output<z.ZodObject<Shape>>;
      const problem = partner.problem?.(own) ?? null;
      if (problem !== null) throw new ParameterError(problem);
      const { timeout, redact: redacts } = given as unknown as { timeout: number; redact?: boolean };
      const asking = askingOf(partner, own, timeout);
      return redacts === true ? redactingJudge(asking) : verdictJudge(asking, partner.needsWhole !== true);
    },
  });
}

/** A service with its parameters: what it says of a text. */
interface Asking {
  ask(text: string, side: Side, ports: CheckPorts): Promise<JsonObject>;
  /** null = the answer is none. */
  read(answer: JsonObject): string[] | null;
  places(answer: JsonObject): Places;
}

function askingOf<Shape extends z.ZodRawShape>(
  partner: Partner<Shape>,
  parameters: z.output<z.ZodObject<Shape>>,
  timeoutMs: number,
): Asking {
  return {
    async ask(text, side, ports) {
      const { url, headers, body } = partner.ask(parameters, text, side);
      const call = { method: 'POST' as const, url, body: JSON.stringify(body), timeoutMs };
      const all = { 'content-type': 'application/json', ...headers };
      const answer = await ports.call(signed({ ...call, headers: all }, partner.sign?.(parameters) ?? null, ports));
      if (answer.status < 200 || answer.status > 299)
        throw new CheckError('service_status', `The service answered ${answer.status}.`);
      return readObject(answer.body);
    },
    read: (answer) => partner.read(answer, parameters),
    places: (answer) => partner.places?.(answer, parameters) ?? { masked: [], besides: [] },
  };
}

function verdictJudge({ ask, read }: Asking, judgesPieces: boolean): Judge {
  return {
    kind: 'judge',
    ...(judgesPieces && { inStreams: 'window' as const }),
    async judge(subject, ports) {
      if (subject.texts.length === 0) return NO_TEXT;
      const found = named(read(await ask(textOf(subject), subject.side, ports)), ports);
      return { verdict: found.length === 0, data: { explanation: explained(found), categories: found } };
    },
  };
}

/** Texts of which it is remembered what was found in them: places and kinds, and no text. */
const MAX_KNOWN = 10_000;

/** Asks about texts that it has not seen yet, all at once; what was found in one is masked in every later request as well. */
function redactingJudge(asking: Asking): Judge {
  const known = new BoundedMap<readonly Finding[]>(MAX_KNOWN);
  return {
    kind: 'judge',
    redacts: true,
    async judge({ texts, side }, ports) {
      if (texts.length === 0) return NO_TEXT;
      const keyed = texts.map((text) => ({ text, key: hash('sha256', text, 'base64') }));
      const seen = new Map(keyed.map(({ key }) => [key, known.get(key)]));
      const unknown = keyed.filter(({ key }) => seen.get(key) === undefined);
      const { masked, besides } = await placesIn(
        unknown.map(({ text }) => text),
        asking,
        { side, ports },
      );
      if (besides.length > 0) return { verdict: false, data: { explanation: explained(besides), categories: besides } };
      const find = finderOf(masked);
      for (const { key, text } of unknown) seen.set(key, find(text));
      for (const [key, findings] of seen) known.set(key, findings ?? []);
      const found = keyed.flatMap(({ key, text }) =>
        (seen.get(key) ?? []).map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) })),
      );
      const categories = [...new Set(found.map(({ kind }) => kind))];
      return {
        verdict: true,
        data: { explanation: explained(categories), categories },
        found: partsMarked(found, texts),
      };
    },
  };
}

/** What the service finds in these texts. Rejects with CheckError. */
async function placesIn(
  texts: readonly string[],
  { ask, read, places }: Asking,
  { side, ports }: { side: Side; ports: CheckPorts },
): Promise<Places> {
  if (texts.length === 0) return { masked: [], besides: [] };
  const answer = await ask(texts.join(BETWEEN), side, ports);
  if (read(answer) === null) throw notAVerdict();
  const { masked, besides } = places(answer);
  // What stands nowhere in the text cannot be masked in it.
  if (masked.some((one) => one.text === '' || !texts.some((each) => each.includes(one.text))))
    throw new CheckError('service_answer', 'The service found something that is not in the text.');
  const inKinds = masked.map(({ kind, text }) => ({ kind: kindNamed(kind), text }));
  return { masked: partsMarked(inKinds, texts), besides: named(besides, ports) };
}

const BETWEEN = '\n\n';
const NO_TEXT: Judgement = { verdict: true, data: { explanation: 'There is no text.' } };

const explained = (found: readonly string[]): string =>
  found.length === 0 ? 'The service found nothing.' : `The service found: ${found.join(', ')}.`;

/** Throws CheckError where there are none. */
function named(categories: readonly string[] | null, ports: CheckPorts): string[] {
  if (categories === null) throw notAVerdict();
  return categories.map((one) => ports.mask(one).slice(0, MAX_NAME)).slice(0, MAX_NAMES);
}

const notAVerdict = (): CheckError =>
  new CheckError('service_answer', 'The service answered something that is no verdict.');

function signed(call: OutboundCall, credentials: AwsCredentials | null, ports: CheckPorts): OutboundCall {
  return credentials === null ? call : { ...call, headers: { ...call.headers, ...ports.signAws(call, credentials) } };
}

/** Throws CheckError. */
function readObject(body: string): JsonObject {
  try {
    const json: unknown = JSON.parse(body);
    if (isObject(json)) return json;
  } catch {
    // No JSON.
  }
  throw notAVerdict();
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

/** Objects in a list. */
export const objectsIn = (list: unknown): JsonObject[] =>
  Array.isArray(list) ? list.filter((one): one is JsonObject => isObject(one)) : [];
