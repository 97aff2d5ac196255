/** What a failure of the Gemini API means. Source: google.rpc.Status; AIP-193. */
import { readError } from '../../wire/dialects/gemini/errors.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { maskWording } from '../mask-wording.ts';
import type { FailureReading, UpstreamFailure } from '../provider.ts';

const MS = 1000;

export function readGoogleFailure(failure: UpstreamFailure): FailureReading {
  const { kind, message, code, field } = readError(failure);
  return {
    // A bad key is a 400 to this API; callers know it as a 401.
    status: kind === 'authentication' ? 401 : failure.status,
    native: code === null ? null : { dialect: 'gemini', type: code, code, param: field },
    isOverloaded: failure.status !== 503 && kind === 'overloaded',
    message: maskWording(message),
    retryAfterMs: retryAfter(failure),
    upstreamRequestId: null,
    credentialRefused: kind === 'authentication',
    thinkingRefused: false,
    refusal: null,
  };
}

/** The header, else `RetryInfo.retryDelay` of the details, as `12.5s`. */
function retryAfter({ headers, body }: UpstreamFailure): number | null {
  const seconds = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(seconds)) return seconds * MS;
  const delay = detailsIn(body)
    .map(({ retryDelay }) => retryDelay)
    .find((value) => typeof value === 'string');
  const told = typeof delay === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
  return told === undefined ? null : Math.ceil(Number(told) * MS);
}

function detailsIn(body: Buffer): JsonObject[] {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    const error = isObject(json) ? json['error'] : undefined;
    const details = isObject(error) ? error['details'] : undefined;
    return Array.isArray(details) ? details.filter(isObject) : [];
  } catch {
    return [];
  }
}
