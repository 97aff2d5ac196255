/** The Claude models that the fake Vertex knows, in Vertex's own spelling, with what each of them refuses. */

export interface ModelFacts {
  maxOutputTokens: number;
  /** The values of `thinking.type` that it takes. */
  thinking: readonly string[];
  /** Takes `temperature`, `top_p` and `top_k`. */
  sampling: boolean;
  /** Effort and system turns came with generations; before its own, a request is refused. */
  effort: boolean;
  systemTurns: boolean;
  thinkingTokenCount: boolean;
  /** Betas that this model refuses although the platform knows them. */
  refusedBetas: readonly string[];
}

const CONTEXT_1M = 'context-1m-2025-08-07';
const INTERLEAVED = 'interleaved-thinking-2025-05-14';

const legacy: ModelFacts = {
  maxOutputTokens: 64_000,
  thinking: ['enabled', 'disabled'],
  sampling: true,
  effort: false,
  systemTurns: false,
  thinkingTokenCount: false,
  refusedBetas: [],
};
const third: ModelFacts = { ...legacy, maxOutputTokens: 8192, refusedBetas: [INTERLEAVED, CONTEXT_1M] };
const fourSix: ModelFacts = {
  ...legacy,
  maxOutputTokens: 128_000,
  thinking: ['adaptive', 'enabled', 'disabled'],
  effort: true,
};
const fourSeven: ModelFacts = { ...fourSix, sampling: false };
const fourEight: ModelFacts = { ...fourSeven, systemTurns: true, thinkingTokenCount: true };
const adaptiveOnly: ModelFacts = { ...fourEight, thinking: ['adaptive'] };

const MODELS: Readonly<Record<string, ModelFacts>> = {
  'claude-3-5-haiku@20241022': third,
  'claude-3-5-sonnet-v2@20241022': third,
  'claude-3-7-sonnet@20250219': { ...third, maxOutputTokens: 64_000 },
  'claude-sonnet-4@20250514': { ...legacy, refusedBetas: [CONTEXT_1M] },
  'claude-opus-4@20250514': { ...legacy, maxOutputTokens: 32_000 },
  'claude-opus-4-1@20250805': { ...legacy, maxOutputTokens: 32_000 },
  'claude-sonnet-4-5@20250929': { ...legacy, refusedBetas: [CONTEXT_1M] },
  'claude-haiku-4-5@20251001': { ...legacy, refusedBetas: [INTERLEAVED] },
  'claude-opus-4-5@20251101': { ...legacy, effort: true },
  'claude-opus-4-6': fourSix,
  'claude-sonnet-4-6': fourSix,
  'claude-opus-4-7': fourSeven,
  'claude-opus-4-8': fourEight,
  'claude-sonnet-5': fourEight,
  'claude-sonnet-5-5': adaptiveOnly,
  'claude-opus-5': fourEight,
  'claude-opus-5-5': adaptiveOnly,
  'claude-fable-5': adaptiveOnly,
};

/** Facts by the name in the URL; a dateless model also answers to `@default`. */
export function findModel(name: string): ModelFacts | undefined {
  return MODELS[name] ?? MODELS[name.replace(/(?<!\d{8})@default$/, '')];
}

/** What an answer calls the model: the first-party spelling, without `@`. */
export function answeredModel(name: string): string {
  return name.replace(/@default$/, '').replace('@', '-');
}
