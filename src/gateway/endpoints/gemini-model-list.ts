/**
 * The models of `GET /v1/models` as Google's clients read them. Source: Gemini API reference, models.list and models.get.
 */
import { GatewayError } from '../../kernel/errors.ts';
import { selectModels, type Listed } from './select-models.ts';

/** The page that the query of `url` asks for. Throws GatewayError invalid_request. */
export function geminiModelList(listed: readonly Listed[], url: string): string {
  const { models } = selectModels(listed, new URLSearchParams('sort=name'));
  const { start, size } = pageOf(url);
  const page = models.slice(start, start + size);
  const next = start + size < models.length ? { nextPageToken: String(start + size) } : {};
  return JSON.stringify({ models: page.map(geminiModel), ...next });
}

/** Google's own. */
const [USUAL_SIZE, MAX_SIZE] = [50, 1000];

function pageOf(url: string): { start: number; size: number } {
  const at = url.indexOf('?');
  const query = new URLSearchParams(at === -1 ? '' : url.slice(at));
  const size = numberIn(query, 'pageSize') ?? 0;
  return { start: numberIn(query, 'pageToken') ?? 0, size: size === 0 ? USUAL_SIZE : Math.min(size, MAX_SIZE) };
}

function numberIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name) ?? '';
  if (text === '') return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new GatewayError('invalid_request', `${name}: expected a whole number, got "${text.slice(0, 100)}".`, {
    member: name,
  });
}

const METHODS: Readonly<Record<string, readonly string[]>> = {
  messages: ['generateContent', 'streamGenerateContent', 'countTokens'],
  chat: ['generateContent', 'streamGenerateContent', 'countTokens'],
  embeddings: ['embedContent', 'batchEmbedContents'],
  image: ['predict'],
};

export function geminiModel({ id, name, displayName, model }: Listed): object {
  const { contextTokens, maxOutputTokens, makes } = model;
  return {
    name: `models/${id}`,
    baseModelId: name,
    version: '',
    displayName,
    description: '',
    ...(typeof contextTokens === 'number' ? { inputTokenLimit: contextTokens } : {}),
    ...(typeof maxOutputTokens === 'number' ? { outputTokenLimit: maxOutputTokens } : {}),
    supportedGenerationMethods: METHODS[makes] ?? [],
  };
}
