/** The paths of Amazon Bedrock's runtime, which name the model and the operation: `/model/{id}/converse` and its like. */
import type { PathFacts } from './endpoint.ts';

const PATH = /^\/model\/(.+)\/([a-z-]+)$/;

/** What a path of one of `operations` says; null = another path. The id may be an ARN, or `@provider/model`, escaped or not. */
export function factsOfOperations(
  path: string,
  operations: ReadonlyMap<string, { stream: boolean }>,
): PathFacts | null {
  const [, id = '', name = ''] = PATH.exec(path) ?? [];
  const operation = operations.get(name);
  const model = operation === undefined ? null : decoded(id);
  return operation === undefined || model === null
    ? null
    : { raw: null, named: { model, stream: operation.stream }, notes: [] };
}

function decoded(id: string): string | null {
  try {
    return decodeURIComponent(id);
  } catch {
    return null;
  }
}
