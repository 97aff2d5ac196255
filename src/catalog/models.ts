/** What is known about Claude models, and the answer to "what may be sent to this model on this platform?". */
import { BoundedMap } from '../kernel/bounded-map.ts';
import { bareClaudeName } from '../wire/claude-model-name.ts';
import type { BetaRule, ModelFacts } from '../wire/model-facts.ts';
import { betaRuleFor, CACHE_SCOPES } from './betas.ts';
import { MAX_NAME_CHARACTERS, rememberedByName } from './by-name.ts';
import { CLAUDE_MODELS } from './claude-models.data.ts';
import type { ClaudeModel } from './claude-models.data.ts';
import { EMBEDDING_MODELS } from './embedding-models.data.ts';
import { PARTNER_MODELS } from './partner-models.data.ts';

/**
 * What is the same for every spelling of a model: an alias, a date, a publisher, Claude Code's `[1m]`. For rules about who
 * may call which model. Names that the catalog does not know are compared without case and without what stands around them.
 */
export function modelIdentity(name: string): string {
  const plain = plainSpelling(withoutPublisher(name));
  return familyOf(plain)?.id ?? plain.replace(REVISION, '');
}

/**
 * In lower case, without the publisher that Vertex AI puts in front of a model and without the version of a partner's model.
 * A project's own deployment keeps the word that says what it is.
 */
export function withoutPublisher(name: string): string {
  const plain = name.trim().toLowerCase().replace(LOCATION, '').replace(PUBLISHER, '');
  return plain.replace(/^endpoints\./, 'endpoints/').replace(PARTNER_VERSION, '$1');
}

const LOCATION = /^projects\/[^/]+\/locations\/[^/]+\//;
const PUBLISHER =
  /^(?:publishers\/[a-z0-9-]+\/models\/|(?:google|meta|mistralai|ai21|moonshotai|zai-org|qwen|xai|openai|deepseek-ai|minimaxai)[./])/;
const PARTNER_VERSION = /^((?:mistral|ministral|magistral|codestral|devstral|pixtral|jamba)-[^@]+)@\d+$/;
/** A revision, as Bedrock writes it. */
const REVISION = /-v\d+(?::\d+)?$/;

export interface ListedModel {
  id: string;
  displayName: string;
  /** `messages`: conversations in Anthropic's own dialect. `chat`: in another one, into which Anthropic's is translated. */
  makes: 'messages' | 'chat' | 'embeddings';
}

/** Every spelling that names a model exactly. */
const BY_SPELLING = new Map<string, ClaudeModel>();
for (const model of CLAUDE_MODELS) {
  for (const name of [model.id, model.vertexId, ...model.aliases]) BY_SPELLING.set(plainSpelling(name), model);
}

/**
 * Lower case without what callers put around a name: `@slug/`, a publisher (`anthropic.`, `anthropic/`), a profile or an ARN
 * of Bedrock, Claude Code's `[1m]`, a version alias (`@latest`); dots and `@` read as dashes, so that
 * `claude-opus-4.5@20251101` is found.
 */
function plainSpelling(name: string): string {
  return bareClaudeName(
    name
      .trim()
      .toLowerCase()
      .replace(/^@[^/]+\//, ''),
  )
    .replace(/[@-](default|latest)$/, '')
    .replaceAll(/[.@]/g, '-');
}

/** The model that this spelling names; undefined = unknown to the catalog. */
export function findModel(name: string): ClaudeModel | undefined {
  return modelOf(plainSpelling(name));
}

/** As `findModel`, but a snapshot that the catalog does not know counts as its family: good for facts and prices, not for names. */
export function findFamily(name: string): ClaudeModel | undefined {
  if (name.length > MAX_NAME_CHARACTERS) return familyOf(plainSpelling(name));
  const before = families.get(name);
  if (before !== undefined) return before.family;
  const family = familyOf(plainSpelling(name));
  families.set(name, { family });
  return family;
}

/** By the caller's spelling: several prices are looked up for each request. */
const families = new BoundedMap<{ family: ClaudeModel | undefined }>(10_000);

const modelOf = (plain: string): ClaudeModel | undefined =>
  BY_SPELLING.get(plain) ?? BY_SPELLING.get(plain.replace(REVISION, ''));

const familyOf = (plain: string): ClaudeModel | undefined =>
  modelOf(plain) ?? modelOf(plain.replace(REVISION, '').replace(/-\d{8}$/, ''));

/** The same on every model of Google's offering: fields of first-party features, and of platforms of its own. */
const REFUSED_BY_PLATFORM: Readonly<Record<string, readonly string[]>> = {
  vertex: [
    'cache_control',
    ...CACHE_SCOPES,
    'tags',
    'speed',
    'inference_geo',
    'diagnostics',
    'fallbacks',
    'fallback_credit_token',
    'billing_policy',
    // Refused by the provider, unless they are empty.
    'thread',
    'container',
    'mcp_servers',
  ],
  bedrock: [
    ...CACHE_SCOPES,
    'tags',
    'speed',
    'diagnostics',
    'fallbacks',
    'fallback_credit_token',
    'billing_policy',
    // The flag says it there.
    'tools[].eager_input_streaming',
  ],
};

const CONTEXT_1M = 'context-1m-2025-08-07';
/** Whose window of a million tokens has to be asked for; newer models have it as they are. */
const LONG_BY_FLAG: ReadonlySet<string> = new Set(['claude-sonnet-4-20250514', 'claude-sonnet-4-5-20250929']);

const LONG_CONTEXT = 1_000_000;
/** Of the largest picture. Source: Anthropic's page on vision, 2026-11; rounded up. */
const IMAGE_TOKENS = 5000;

/**
 * Facts for a model as a caller spells it, the same object for the same question where its name is not too long to be
 * remembered. Unknown models get tolerant ones: let the upstream judge.
 */
export const factsFor = rememberedByName((platform, name): ModelFacts => {
  const model = findFamily(name);
  const base = REFUSED_BY_PLATFORM[platform] ?? [];
  if (model === undefined) {
    return { ...TOLERANT, betaRule: (flag) => betaRuleFor(platform, flag), refusedMembers: base };
  }
  return {
    betaRule: (flag) => modelBetaRule(platform, model, flag),
    platformId: findModel(name) === undefined ? null : nameOn(platform, model),
    // Anthropic's client leaves it out for the older models on Vertex, though not on Anthropic's own API.
    refusedMembers: platform === 'vertex' && !model.systemTurns ? [...base, 'thinking.display'] : base,
    refusesSystemTurns: !model.systemTurns,
    refusesAdaptiveThinking: !model.thinking.includes('adaptive'),
    refusesEnabledThinking: !model.thinking.includes('enabled'),
    refusesDisabledThinking: !model.thinking.includes('disabled'),
    refusesSampling: !model.sampling,
    supportsEffort: model.effort,
    supportsStructuredOutput: model.structuredOutput,
    maxOutputTokens: model.maxOutputTokens,
    imageTokens: IMAGE_TOKENS,
    contextTokens: LONG_BY_FLAG.has(model.id) ? LONG_CONTEXT : model.contextWindow,
  };
});

/** null where Claude is not served, or under names that each account makes up. */
function nameOn(platform: string, model: ClaudeModel): string | null {
  switch (platform) {
    case 'anthropic':
      return model.id;
    case 'vertex':
      return model.vertexId;
    case 'bedrock':
      return model.bedrockId;
    case 'openrouter':
      return `anthropic/${model.id.replace(/-\d{8}$/, '').replaceAll(/(?<=-\d)-(?=\d)/g, '.')}`;
    default:
      return null;
  }
}

const TOLERANT = {
  platformId: null,
  refusesSystemTurns: false,
  refusesAdaptiveThinking: false,
  refusesEnabledThinking: false,
  refusesDisabledThinking: false,
  refusesSampling: false,
  supportsEffort: true,
  supportsStructuredOutput: true,
  maxOutputTokens: null,
  imageTokens: null,
  contextTokens: null,
} satisfies Partial<ModelFacts>;

/** Where a platform takes a flag for some models only. */
function modelBetaRule(platform: string, model: ClaudeModel, flag: string): BetaRule {
  const rule = betaRuleFor(platform, flag);
  const isRefused = REFUSES_FLAG[platform]?.(model, flag) === true;
  return isRefused ? { action: 'drop', governs: rule.governs } : rule;
}

const REFUSES_FLAG: Readonly<Record<string, (model: ClaudeModel, flag: string) => boolean>> = {
  // Source: what Anthropic's own client sends to Vertex, by model.
  vertex: (model, flag) =>
    (flag === 'thinking-token-count-2026-05-13' && !model.systemTurns) ||
    (flag === 'effort-2025-11-24' && !model.effort) ||
    (flag === 'interleaved-thinking-2025-05-14' && !model.interleavedThinking) ||
    // The newer models have the window without asking; Sonnet 4 and 4.5 answer 400 on Vertex.
    (flag === CONTEXT_1M && model.contextWindow < 1_000_000),
  bedrock: (model, flag) => flag === CONTEXT_1M && !LONG_BY_FLAG.has(model.id),
};

/** For `GET /v1/models`: Claude in first-party names, the newest first, then the platform's models of other makers, and embeddings. */
export function listModels(platform: string): readonly ListedModel[] {
  return [
    ...(CLAUDE_PLATFORMS.has(platform) ? CLAUDE_LISTED : []),
    ...(platform === PARTNER_PLATFORM ? PARTNERS_LISTED : []),
    ...EMBEDDINGS_LISTED.filter((model) => model.platform === platform),
  ];
}

const CLAUDE_PLATFORMS: ReadonlySet<string> = new Set(['anthropic', 'vertex']);

const CLAUDE_LISTED = CLAUDE_MODELS.filter((model) => !model.retired).map(({ id, displayName }): ListedModel => ({
  id,
  displayName,
  makes: 'messages',
}));
const EMBEDDINGS_LISTED = EMBEDDING_MODELS.map((model) => ({ ...model, makes: 'embeddings' as const }));

const PARTNER_PLATFORM = 'vertex';
const PARTNERS_LISTED: readonly ListedModel[] = PARTNER_MODELS.map(({ id, displayName }) => ({
  id,
  displayName,
  makes: 'chat',
}));
