/** Reads model and stream from a scan of the body's top level; never parses the whole body. Shared with `explain`. */
import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../../kernel/errors.ts';
import {
  JsonBoundError,
  JsonScanError,
  findMember,
  readMember,
  scanDocument,
  type JsonDocument,
} from '../../wire/json/scan.ts';
import { MAX_VALUES, scanSlices } from '../../wire/json/scan-slices.ts';
import { atOnce, inSlices, type NextTurn, type Slices } from '../../kernel/slices.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import type { Arrived, BodyRead, Decoded } from '../exchange.ts';

type Sent = Pick<Arrived & BodyRead, 'body' | 'route'>;

const AS_JSON = { form: null, source: null, bytes: null } as const;

/** Throws GatewayError invalid_json | missing_model. */
export function readRequest(sent: Sent): Decoded {
  refuseNoText(sent.body);
  const { turns } = upstreamEndpoint(sent).dialect;
  return requestIn(
    sent,
    scanned(() => scanDocument(sent.body, turns ?? undefined)),
  );
}

/** The same, in slices between which others have their turn. */
export async function readLargeRequest(sent: Sent, nextTurn: NextTurn): Promise<Decoded> {
  await inSlices(refuseNoTextSlices(sent.body), nextTurn);
  const slices = largeRequest(sent);
  for (;;) {
    const { done, value } = scanned(() => slices.next());
    if (done === true) return value;
    await nextTurn();
  }
}

function* largeRequest(sent: Sent): Slices<Decoded> {
  const { dialect } = upstreamEndpoint(sent);
  // Where nothing is looked for later, as in a body that is passed on, there may be any number of values.
  const maxValues = dialect.words === null ? Infinity : MAX_VALUES;
  return yield* requestSlices(sent, yield* scanSlices(sent.body, dialect.turns ?? undefined, maxValues));
}

function upstreamEndpoint({ route: { endpoint } }: Pick<Sent, 'route'>): UpstreamEndpoint {
  if (endpoint.kind === 'upstream') return endpoint;
  throw new GatewayError('internal', `${endpoint.operation} has no body to read.`);
}

/** What a request wants, by what can be read of its body. Throws GatewayError invalid_json | missing_model. */
export function requestIn(sent: Pick<Sent, 'route'>, document: JsonDocument): Decoded {
  return scanned(() => atOnce(requestSlices(sent, document)));
}

function* requestSlices({ route }: Pick<Sent, 'route'>, document: JsonDocument): Slices<Decoded> {
  const endpoint = upstreamEndpoint({ route });
  refuseTwice(document, endpoint);
  const inPath = route.raw ?? route.named;
  const requestedModel = inPath?.model ?? readModel(document);
  // A request about another call has that call inside its body.
  const inner = endpoint.callIn === undefined ? null : yield* endpoint.callIn(document, route);
  if (inner !== null) refuseTwice(inner.document, inner.endpoint);
  return {
    endpoint,
    document,
    sent: AS_JSON,
    requestedModel,
    stream: endpoint.mayStream && (inPath?.stream ?? asksForStream(endpoint, document)),
    ...inner,
  };
}

/** What rules and guardrails look at must be what an upstream reads, and some read the first of two members of a name. */
function refuseTwice({ members }: JsonDocument, { dialect: { turns, contentMembers } }: UpstreamEndpoint): void {
  const looked = new Set(['model', turns, ...contentMembers]);
  const seen = new Set<string>();
  for (const { key } of members) {
    if (!looked.has(key)) continue;
    if (seen.has(key)) {
      throw new GatewayError('invalid_request', `${key}: it stands twice in the body.`, {
        hint: 'Send each member once: clients and providers differ in which of two they read.',
        member: key,
      });
    }
    seen.add(key);
  }
}

function asksForStream(endpoint: UpstreamEndpoint, document: JsonDocument): boolean {
  return endpoint.asksForStream?.(document) ?? read(document, 'stream') === true;
}

/** Of work between two pauses, bytes. */
const CHECKED_BYTES = 4 * 1024 * 1024;

function* refuseNoTextSlices(body: Buffer): Slices<void> {
  for (let from = 0; from < body.length; yield) {
    const end = from + CHECKED_BYTES < body.length ? startOfCharacter(body, from + CHECKED_BYTES) : body.length;
    if (!isUtf8(body.subarray(from, end))) return refuseNoText(body);
    from = end;
  }
}

function refuseNoText(body: Buffer): void {
  if (body.length === 0) throw new GatewayError('invalid_json', 'The request has no body; a JSON object was expected.');
  if (isUtf8(body)) return;
  throw new GatewayError('invalid_json', `The body is not valid UTF-8 (first bad byte near ${firstBadByte(body)}).`, {
    hint: 'Encode the JSON as UTF-8; half a surrogate pair or Latin-1 text is the usual cause.',
  });
}

function scanned<Result>(scan: () => Result): Result {
  try {
    return scan();
  } catch (error) {
    if (!(error instanceof JsonScanError)) throw error;
    if (error instanceof JsonBoundError)
      throw new GatewayError('body_too_large', `The body is more than Tollgate looks through: ${error.message}.`, {
        cause: error,
      });
    throw new GatewayError('invalid_json', `The body is not valid JSON: ${error.message}.`, { cause: error });
  }
}

/** By bisection. The place is exact to a few bytes, because a character may have been cut in two. */
function firstBadByte(body: Buffer): number {
  let good = 0;
  let bad = body.length;
  while (bad - good > SEARCHED_BYTES) {
    const middle = startOfCharacter(body, (good + bad) >>> 1);
    if (middle <= good) break;
    if (isUtf8(body.subarray(good, middle))) good = middle;
    else bad = middle;
  }
  return good + Buffer.byteLength(body.toString('utf8', good, bad).split('\ufffd')[0] ?? '');
}

const SEARCHED_BYTES = 256;
const MAX_CHARACTER_BYTES = 4;

/** At or before `at`; of bytes that are no UTF-8, some place near it. */
function startOfCharacter(body: Buffer, at: number): number {
  let start = at;
  while (start > at - MAX_CHARACTER_BYTES && ((body[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** null = none: a config may still name one. */
function readModel(document: JsonDocument): string | null {
  const member = findMember(document.members, 'model');
  if (member === undefined) return null;
  // A text takes no more memory than its bytes, however long it is; of anything else nothing needs to be parsed.
  const isText = document.bytes[member.valueStart] === QUOTE;
  const model = isText ? read(document, 'model', Infinity) : null;
  if (typeof model === 'string' && model !== '') return model;
  // As it was sent: what is nested too deep could be parsed, but not be written again.
  const found = document.bytes.subarray(member.valueStart, member.end).toString('utf8', 0, 160).slice(0, 40);
  throw new GatewayError('missing_model', `model: expected the name of a model as a string, but it is ${found}.`, {
    member: 'model',
  });
}

const QUOTE = 0x22;

function read(document: JsonDocument, key: string, maxBytes?: number): unknown {
  try {
    return readMember(document, key, maxBytes);
  } catch (error) {
    throw new GatewayError('invalid_json', `${key}: the value is not valid JSON.`, { cause: error });
  }
}
