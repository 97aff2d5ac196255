/** LiteLLM's list: prices, limits, abilities and last days. */
import { readLitellm as readImport } from '../../src/catalog/import/litellm.ts';
import type { ReadModel } from '../../src/catalog/import/read-model.ts';
import type { ModelKind } from '../../src/catalog/model-line.ts';
import type { PriceRow } from '../../src/catalog/price-row.ts';
import { isObject, type JsonObject } from '../../src/wire/json/object.ts';
import type { ListedModel } from './listed-model.ts';

/** By what it says that a model does; others are served by no endpoint here. */
const KINDS: Readonly<Record<string, ModelKind>> = {
  chat: 'messages',
  completion: 'messages',
  responses: 'messages',
  realtime: 'messages',
  embedding: 'embeddings',
  image_generation: 'images',
  image_edit: 'images',
  audio_speech: 'speech',
  audio_transcription: 'transcriptions',
  rerank: 'rankings',
};
/** One region, one kind of contract or one size of an image: no name that a request uses. */
const NOT_A_NAME =
  /^(?:eu|us|global|global-standard|data-zone|[a-z]{2}(?:-gov)?-[a-z]+-\d)\/|commitment|^\d+-x-\d+|^(?:low|medium|high|standard|hd)\/|\*/;

const CAPABILITIES: Readonly<Record<string, string>> = {
  'function-calling': 'tools',
  reasoning: 'reasoning',
  'prompt-caching': 'prompt-caching',
  'response-schema': 'structured-output',
  'web-search': 'web-search',
  'computer-use': 'computer-use',
  'audio-output': 'audio-output',
};
const MODALITIES: Readonly<Record<string, string>> = {
  vision: 'image',
  'image-input': 'image',
  'pdf-input': 'pdf',
  'audio-input': 'audio',
  'video-input': 'video',
};

export function readLitellm(file: JsonObject, source: number): ListedModel[] {
  const resolved = Object.fromEntries(Object.entries(file).map(([name, model]) => [name, withAlias(file, model)]));
  // One at a time, because the reader keeps no mode.
  return Object.entries(resolved).flatMap(([name, model]): ListedModel[] => {
    if (!isObject(model) || !Object.hasOwn(KINDS, String(model['mode']))) return [];
    const kind = KINDS[String(model['mode'])] ?? null;
    return readImport({ [name]: model }, () => undefined)
      .filter((read) => !NOT_A_NAME.test(read.name))
      .map((read) => listed(read, { source, kind }));
  });
}

/** An alias says only whose; its provider is in front of its name. */
function withAlias(file: JsonObject, model: unknown): unknown {
  const target = isObject(model) ? model['alias_of'] : undefined;
  const meant = typeof target === 'string' ? file[target] : undefined;
  return isObject(meant) && isObject(model) ? { ...meant, ...model } : model;
}

function listed(read: ReadModel, { source, kind }: { source: number; kind: ModelKind | null }): ListedModel {
  const { platform, name, contextTokens, maxOutputTokens, deprecatedOn, capabilities } = read;
  const reads = [
    ...(kind === 'messages' || kind === 'embeddings' ? ['text'] : []),
    ...read.modalities,
    ...capabilities.flatMap((one) => MODALITIES[one] ?? []),
  ];
  const price = withoutZeros(read.price);
  return {
    platform,
    name,
    source,
    price,
    contextTokens,
    maxOutputTokens,
    modalities: [...new Set(reads)],
    capabilities: capabilities.flatMap((one) => CAPABILITIES[one] ?? []),
    endsOn: deprecatedOn !== null && /^\d{4}-\d{2}-\d{2}$/.test(deprecatedOn) ? deprecatedOn : null,
    kind,
  };
}

/** Its zeros stand for "not told" as well as for "free": neither is a price. An embedding has no output. */
function withoutZeros(price: PriceRow | null): PriceRow | null {
  const sold = Object.entries(price ?? {}).filter(([, rate]) => rate !== 0);
  return sold.length === 0 ? null : Object.fromEntries(sold);
}
