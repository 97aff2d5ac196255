/** An endpoint that goes to the same path of a provider which serves it, body and response untouched. */
import { openaiErrors } from '../../wire/dialects/openai-chat/render-error.ts';
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { BodyForm, Lane, UpstreamEndpoint } from './endpoint.ts';
import { pathLane, type PathEndpoint } from './path-lane.ts';

export function pathEndpoint(row: PathEndpoint): UpstreamEndpoint {
  const { operation, path, dialect, mostUsed, asksForStream } = row;
  const pattern = patternOf(path);
  return {
    kind: 'upstream',
    operation,
    method: row.method ?? 'POST',
    path,
    scopes: ['completions.write'],
    isFree: row.isFree === true,
    ...(row.isFree === true ? { isCounted: true } : {}),
    ...(row.lacksModel === undefined ? {} : { lacksModel: row.lacksModel }),
    ...(row.bodyOf === undefined ? {} : { bodyOf: row.bodyOf }),
    passesQuery: true,
    match: (asked) => (pattern.test(asked) ? { raw: null, notes: [] } : null),
    errorsFor: errorsOf(row),
    ...(row.passedHeaders === undefined ? {} : { passedHeaders: row.passedHeaders }),
    ...(row.batches === undefined ? {} : { batches: row.batches }),
    ...(row.stored === undefined ? {} : { stored: row.stored }),
    dialect,
    mayStream: dialect.stream !== null,
    isCacheable: row.isCacheable ?? false,
    isTurn: false,
    sharesState: { state: ` ${operation}`, picks: ` ${operation}` },
    openLane: (call, target, use): Lane => pathLane(row, call, { target, use }),
    keptAnswer: row.keptAnswer ?? ((answer) => answer),
    ...(mostUsed === undefined ? {} : { mostUsed }),
    ...(asksForStream === undefined ? {} : { asksForStream }),
  };
}

const errorsOf = ({ errorsFor = () => openaiErrors }: PathEndpoint): UpstreamEndpoint['errorsFor'] => errorsFor;

/** A segment that stands for an id holds nothing that a path could be built from. */
function patternOf(path: string): RegExp {
  return new RegExp(
    `^${path.replaceAll(/[.]/g, String.raw`\.`).replaceAll(/\{\w+\}/g, String.raw`(?!\.+(?:/|$))[\w.:@~-]+`)}$`,
  );
}

/** A form where the client sends one; OpenAI takes JSON too. */
export const formOrJson = ({ 'content-type': type }: RequestHeaders): BodyForm =>
  type !== undefined && /^multipart\/form-data/i.test(type) ? 'form' : 'json';

/** A member of the request as text; '' for anything else, and for what is longer than any such text. */
export function textMember(document: JsonDocument, key: string): string {
  const member = findMember(document.members, key);
  if (member === undefined || member.end - member.valueStart > MAX_TEXT_BYTES) return '';
  const value: unknown = readMember(document, key, MAX_TEXT_BYTES);
  return typeof value === 'string' ? value : '';
}

const MAX_TEXT_BYTES = 1024 * 1024;

/** A member of the request as a whole number of at least 1, as text in a form. */
export function countMember(document: JsonDocument, key: string, otherwise: number): number {
  const value = Number(readMember(document, key) ?? otherwise);
  return Number.isSafeInteger(value) && value >= 1 ? value : otherwise;
}
