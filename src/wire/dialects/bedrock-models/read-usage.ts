/** What a model behind InvokeModel used: in headers for all models, at the end of every stream, and in the bodies of some. */
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, METERS, noteUnread, readCount, tellsUsage, type Usage } from '../../usage.ts';
import type { AnswerFacts } from '../dialect.ts';

/** A count, by the meter that it is. */
type Told = readonly (readonly [meter: string, value: unknown, path: string])[];

/** null = it tells none. */
function usageOf(told: Told): Usage | null {
  const usage = emptyUsage();
  for (const [meter, value, path] of told) {
    const count = readCount(usage, value, path);
    if (count !== null) usage.meters[meter] = count;
  }
  return tellsUsage(usage) ? usage : null;
}

const METERS_OF: Readonly<Record<string, string>> = {
  input: METERS.input,
  output: METERS.output,
  'cache-read-input': METERS.cacheRead,
  'cache-write-input': METERS.cacheWrite5m,
};

/** Source: Amazon Bedrock API reference, InvokeModel, headers of the response. */
export function withHeaders(facts: AnswerFacts, headers: Readonly<Record<string, string>>): AnswerFacts {
  if (!facts.isAnswer) return facts;
  const told = Object.entries(METERS_OF).map(([name, meter]) => {
    const header = `x-amzn-bedrock-${name}-token-count`;
    const value = headers[header];
    return [meter, value === undefined ? undefined : Number(value), header] as const;
  });
  const usage = usageOf(told);
  if (usage === null) return facts;
  return { ...facts, usage: { ...usage, meters: { ...facts.usage?.meters, ...usage.meters } } };
}

/** `amazon-bedrock-invocationMetrics` of the last chunk of a stream. */
export function usageInMetrics(metrics: unknown): Usage {
  const { inputTokenCount, outputTokenCount, cacheReadInputTokenCount, cacheWriteInputTokenCount } = isObject(metrics)
    ? metrics
    : {};
  const usage = usageOf([
    [METERS.input, inputTokenCount, 'inputTokenCount'],
    [METERS.output, outputTokenCount, 'outputTokenCount'],
    [METERS.cacheRead, cacheReadInputTokenCount, 'cacheReadInputTokenCount'],
    [METERS.cacheWrite5m, cacheWriteInputTokenCount, 'cacheWriteInputTokenCount'],
  ]);
  return usage ?? untold();
}

export function untold(): Usage {
  const usage = emptyUsage();
  noteUnread(usage, 'usage');
  return usage;
}

/** Of Nova and models with OpenAI's members; of Llama; of Titan. */
export function usageInBody(body: JsonObject): Usage | null {
  const { usage, results } = body;
  const told = isObject(usage) ? usage : {};
  const written = Array.isArray(results)
    ? results.map((one: unknown) => (isObject(one) ? one['tokenCount'] : null))
    : [];
  return usageOf([
    [METERS.input, told['inputTokens'] ?? told['prompt_tokens'], 'usage.inputTokens'],
    [METERS.output, told['outputTokens'] ?? told['completion_tokens'], 'usage.outputTokens'],
    [METERS.cacheRead, told['cacheReadInputTokenCount'], 'usage.cacheReadInputTokenCount'],
    [METERS.cacheWrite5m, told['cacheWriteInputTokenCount'], 'usage.cacheWriteInputTokenCount'],
    [METERS.input, body['prompt_token_count'] ?? body['inputTextTokenCount'], 'prompt_token_count'],
    [METERS.output, body['generation_token_count'] ?? sumOf(written), 'generation_token_count'],
  ]);
}

const sumOf = (counts: readonly unknown[]): number | undefined =>
  counts.length > 0 && counts.every((one) => typeof one === 'number')
    ? counts.reduce((sum: number, one) => sum + one, 0)
    : undefined;
