/** The requests of a batch before it runs: in its body, as Anthropic has them, or in the lines of a file, as OpenAI has them. Pure. */
import {
  elementsOf,
  findMember,
  JsonScanError,
  readMember,
  scanDocument,
  type JsonDocument,
} from '../../wire/json/scan.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';

/** One of them, with where it stands, for whoever has to correct it. */
export interface BatchRequest {
  customId: string;
  endpoint: UpstreamEndpoint;
  /** The body of the request. */
  document: JsonDocument;
  /** '' = it names none. */
  model: string;
  /** Where the body stands in what it was read from. */
  start: number;
  end: number;
}

/** Who takes requests of this path; null = nobody that is known here. */
export type EndpointOf = (path: string) => UpstreamEndpoint | null;

/** null = the line is no request of a batch that could be read. */
export function requestInLine(line: Buffer, endpointOf: EndpointOf): BatchRequest | null {
  try {
    const document = scanDocument(line);
    const url = readMember(document, 'url');
    const endpoint = typeof url === 'string' ? endpointOf(url.startsWith('/v1/') ? url : `/v1${url}`) : null;
    return endpoint === null ? null : requestIn(document, { endpoint, member: 'body' });
  } catch (error) {
    return nothingIn(error);
  }
}

/** What is no JSON where it was looked at is no request. */
function nothingIn(error: unknown): null {
  if (error instanceof JsonScanError || error instanceof SyntaxError) return null;
  throw error;
}

/** Of the member `requests`, in order; null in the place of one that cannot be read. */
export function* requestsInBody(document: JsonDocument, endpoint: UpstreamEndpoint): Generator<BatchRequest | null> {
  const member = findMember(document.members, 'requests');
  if (member === undefined || document.bytes[member.valueStart] !== OPEN_BRACKET) return;
  for (const { start, end } of member.elements ?? elementsOf(document.bytes, member.valueStart)) {
    yield requestAt(document.bytes, { start, end, endpoint });
  }
}

const OPEN_BRACKET = 0x5b;

function requestAt(
  bytes: Buffer,
  { start, end, endpoint }: { start: number; end: number; endpoint: UpstreamEndpoint },
): BatchRequest | null {
  try {
    const found = requestIn(scanDocument(bytes.subarray(start, end)), { endpoint, member: 'params' });
    return found === null ? null : { ...found, start: found.start + start, end: found.end + start };
  } catch (error) {
    return nothingIn(error);
  }
}

interface Place {
  endpoint: UpstreamEndpoint;
  /** That holds the body. */
  member: string;
}

/** Throws JsonScanError, SyntaxError. */
function requestIn(line: JsonDocument, { endpoint, member }: Place): BatchRequest | null {
  const body = findMember(line.members, member);
  if (body === undefined) return null;
  const document = scanDocument(line.bytes.subarray(body.valueStart, body.end), endpoint.dialect.turns ?? undefined);
  const [customId, model] = [readMember(line, 'custom_id'), readMember(document, 'model')];
  return {
    customId: typeof customId === 'string' ? customId.slice(0, MAX_SHOWN) : '',
    endpoint,
    document,
    model: typeof model === 'string' ? model : '',
    start: body.valueStart,
    end: body.end,
  };
}

const MAX_SHOWN = 100;
