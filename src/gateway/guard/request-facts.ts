/** What checks may know of a request. The body is parsed only for a check that needs it. */
import type { RequestFacts } from '../../guardrails/check.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { TargetRequest } from '../attempt/target-request.ts';

/** `document` null = it is gone by now: its memory is free while the answer runs. */
export function factsOf(
  { exchange, target }: Pick<TargetRequest, 'exchange' | 'target'>,
  document: JsonDocument | null,
): RequestFacts {
  let json: JsonObject | null | undefined = document === null ? null : undefined;
  return {
    operation: exchange.endpoint.operation,
    provider: target.provider.provider.id,
    model: target.model,
    isStream: exchange.stream,
    metadata: exchange.metadata,
    headers: exchange.headers,
    keys: () => document?.members.map(({ key }) => key) ?? [],
    json() {
      if (json === undefined) json = parsed(document);
      return json;
    },
  };
}

function parsed(document: JsonDocument | null): JsonObject | null {
  const value: unknown = JSON.parse(document?.bytes.toString('utf8') ?? 'null');
  return isObject(value) ? value : null;
}
