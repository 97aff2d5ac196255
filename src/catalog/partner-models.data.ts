/**
 * Models of other makers on Vertex AI, by the name that requests use, with their prices. Source: the published price list of
 * 2026-08-21. A model that the list lacks is served all the same, and its requests are unpriced.
 */

export interface PartnerModel {
  id: string;
  displayName: string;
  /** Dollars per million tokens; null = the list has no price for what is read from a cache. */
  prices: readonly [input: number, output: number, cacheRead: number | null];
}

export const PARTNER_MODELS: readonly PartnerModel[] = [
  model('deepseek-ai/deepseek-r1-0528-maas', 'DeepSeek R1 (0528)', [1.35, 5.4, null]),
  model('deepseek-ai/deepseek-v3.1-maas', 'DeepSeek V3.1', [0.6, 1.7, 0.06]),
  model('deepseek-ai/deepseek-v3.2-maas', 'DeepSeek V3.2', [0.56, 1.68, 0.056]),
  model('google/gemma-4-26b-a4b-it-maas', 'Gemma 4 26B', [0.15, 0.6, 0.015]),
  model('meta/llama-3.1-405b-instruct-maas', 'Llama 3.1 405B', [5, 16, null]),
  model('meta/llama-3.3-70b-instruct-maas', 'Llama 3.3 70B', [0.72, 0.72, null]),
  model('meta/llama-4-maverick-17b-128e-instruct-maas', 'Llama 4 Maverick', [0.35, 1.15, null]),
  model('minimaxai/minimax-m2-maas', 'MiniMax M2', [0.3, 1.2, 0.03]),
  model('mistralai/codestral-2', 'Codestral 2', [0.3, 0.9, null]),
  model('mistralai/mistral-medium-3', 'Mistral Medium 3', [0.4, 2, null]),
  model('mistralai/mistral-small-2503', 'Mistral Small (25.03)', [0.1, 0.3, null]),
  model('moonshotai/kimi-k2-thinking-maas', 'Kimi K2 Thinking', [0.6, 2.5, 0.06]),
  model('openai/gpt-oss-120b-maas', 'gpt-oss 120B', [0.09, 0.36, null]),
  model('qwen/qwen3-235b-a22b-instruct-2507-maas', 'Qwen3 235B Instruct', [0.22, 0.88, null]),
  model('qwen/qwen3-coder-480b-a35b-instruct-maas', 'Qwen3 Coder 480B', [0.22, 1.8, 0.022]),
  model('qwen/qwen3-next-80b-a3b-instruct-maas', 'Qwen3 Next 80B Instruct', [0.15, 1.2, null]),
  model('qwen/qwen3-next-80b-a3b-thinking-maas', 'Qwen3 Next 80B Thinking', [0.15, 1.2, null]),
  model('xai/grok-4.3', 'Grok 4.3', [1.25, 2.5, 0.2]),
  model('zai-org/glm-4.7-maas', 'GLM 4.7', [0.6, 2.2, null]),
  model('zai-org/glm-5-maas', 'GLM 5', [1, 3.2, 0.1]),
];

function model(id: string, displayName: string, prices: PartnerModel['prices']): PartnerModel {
  return { id, displayName, prices };
}
