/** An endpoint that goes to the same path of a provider which serves it, body and response untouched. */
import { openaiErrors } from '../../wire/dialects/openai-chat/render-error.ts';
import { readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { Lane, UpstreamEndpoint } from './endpoint.ts';
import { pathLane, type PathEndpoint } from './path-lane.ts';

export function pathEndpoint(row: PathEndpoint): UpstreamEndpoint {
  const { operation, path, dialect, mostUsed, asksForStream } = row;
  return {
    kind: 'upstream',
    operation,
    method: row.method ?? 'POST',
    path,
    scopes: ['completions.write'],
    isFree: false,
    match: (asked) => (asked === path ? { raw: null, notes: [] } : null),
    errorsFor: () => openaiErrors,
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

/** A member of the request as text; '' for anything else. */
export function textMember(document: JsonDocument, key: string): string {
  const value: unknown = readMember(document, key, Infinity);
  return typeof value === 'string' ? value : '';
}

/** A member of the request as a whole number of at least 1, as text in a form. */
export function countMember(document: JsonDocument, key: string, otherwise: number): number {
  const value = Number(readMember(document, key) ?? otherwise);
  return Number.isSafeInteger(value) && value >= 1 ? value : otherwise;
}
