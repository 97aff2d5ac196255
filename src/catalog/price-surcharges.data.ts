/**
 * What multiplies a model's token prices, by platform and by the terms that a request was served on: what the provider told
 * in its usage (`speed`, `service_tier`, `inference_geo`), and the `region` that was asked. Searches and other requests
 * cost the same on all terms. A term that no rule here knows makes the request unpriced. Rendered into
 * docs/reference/prices.md.
 */

export interface Surcharge {
  platform: string;
  term: string;
  /** `*` = every value that no other rule of the term names. */
  value: string;
  models: ModelGroup;
  /** Of every token price; null = not published, so the request is unpriced. */
  percent: number | null;
  /** What it is, for people. */
  label: string;
  /** A page's address, or the name of a list. */
  source: string;
  /** When the source was read. */
  asOf: string;
}

export interface ModelGroup {
  /** For people. */
  name: string;
  has: (id: string) => boolean;
}

/** Platforms with rows by model, and with rules of their own. */
export const PLATFORMS = ['anthropic', 'vertex'] as const;

const EVERY: ModelGroup = { name: 'all', has: () => true };
const CLAUDE: ModelGroup = { name: 'Claude', has: (id) => id.startsWith('claude-') };
/** Claude models older than the 4.5 family, and Google's embeddings, cost the same in every region. */
const FROM_4_5: ModelGroup = {
  name: 'Claude 4.5 and later',
  has: (id) => /^claude-(?!3|(opus|sonnet)-4(-1)?-\d{8}$)/.test(id),
};
const FROM_4_6: ModelGroup = {
  name: 'Claude 4.6 and later',
  has: (id) => FROM_4_5.has(id) && !/^claude-\w+-4-5-/.test(id),
};
const FAST: ModelGroup = among('claude-fable-5-2', 'claude-opus-5-5', 'claude-opus-5', 'claude-opus-4-8');
const FAST_ON_VERTEX: ModelGroup = among('claude-fable-5-2');

/** When these pages were read. */
const AS_OF = '2026-11-29';
const PRICING = 'https://platform.claude.com/docs/en/about-claude/pricing';
const SERVICE_TIERS = 'https://platform.claude.com/docs/en/api/service-tiers';
const FAST_MODE = 'https://platform.claude.com/docs/en/build-with-claude/fast-mode';
const LIST = 'published price list of 2026-08-21';
/** Looked for in every source of this catalog. */
const NOWHERE = 'in no list that was read';
const GOOGLE_FAST =
  'https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/partner-models/claude/fast-mode';

/** Read on 2026-11-30: tokens are priced at the rates of the Batch API. */
const OPENAI_FLEX = 'https://developers.openai.com/api/docs/guides/flex-processing';

/** The first rule that fits is the one that holds. */
export const SURCHARGES: readonly Surcharge[] = [
  ...rules('anthropic', 'speed', [
    { value: 'standard', models: EVERY, percent: 100, label: 'standard speed', source: FAST_MODE },
    { value: 'fast', models: FAST, percent: 200, label: 'fast mode', source: FAST_MODE },
  ]),
  ...rules('vertex', 'speed', [
    { value: 'standard', models: EVERY, percent: 100, label: 'standard speed', source: GOOGLE_FAST },
    { value: 'fast', models: FAST_ON_VERTEX, percent: 200, label: 'fast mode', source: GOOGLE_FAST },
  ]),
  ...rules('anthropic', 'service_tier', [
    { value: 'standard', models: EVERY, percent: 100, label: 'standard tier', source: SERVICE_TIERS },
    { value: 'batch', models: EVERY, percent: 50, label: 'Batch API', source: PRICING },
    // Bought by commitment under a contract of its own; no list has a price for it.
    { value: 'priority', models: EVERY, percent: null, label: 'Priority Tier', source: SERVICE_TIERS },
  ]),
  ...rules('vertex', 'service_tier', [
    { value: 'standard', models: EVERY, percent: 100, label: 'on demand', source: LIST },
    { value: 'on_demand', models: EVERY, percent: 100, label: 'on demand, as Gemini tells it', source: LIST },
    { value: 'batch', models: CLAUDE, percent: 50, label: 'batch prediction', source: LIST },
    { value: 'batch', models: among('gemini-embedding-001'), percent: 80, label: 'batch prediction', source: LIST },
    { value: 'flex', models: EVERY, percent: null, label: 'flex', source: NOWHERE },
    { value: 'priority', models: EVERY, percent: null, label: 'priority', source: NOWHERE },
  ]),
  ...rules('anthropic', 'inference_geo', [
    { value: 'global', models: EVERY, percent: 100, label: 'any geography', source: PRICING },
    { value: 'not_available', models: EVERY, percent: 100, label: 'model without the choice', source: PRICING },
    { value: 'us', models: FROM_4_6, percent: 110, label: 'US-only inference', source: PRICING },
  ]),
  ...rules('vertex', 'inference_geo', [
    // The endpoint decides where inference runs, and its region is priced below.
    { value: '*', models: EVERY, percent: 100, label: 'decided by the region', source: PRICING },
  ]),
  ...rules('anthropic', 'region', [
    { value: '*', models: EVERY, percent: 100, label: 'no regional prices', source: PRICING },
  ]),
  ...rules('vertex', 'region', [
    { value: 'global', models: EVERY, percent: 100, label: 'global endpoint', source: PRICING },
    {
      value: '*',
      models: FROM_4_5,
      percent: 110,
      label: 'regional and multi-region endpoints',
      source: PRICING,
    },
    { value: '*', models: EVERY, percent: 100, label: 'regional and multi-region endpoints', source: PRICING },
  ]),
  ...rules('openai', 'service_tier', [
    { value: 'batch', models: EVERY, percent: 50, label: 'Batch API', source: LIST },
    // The page says that it costs what the Batch API costs, and the list says what that is.
    { value: 'flex', models: EVERY, percent: 50, label: 'flex processing', source: OPENAI_FLEX },
    { value: 'priority', models: EVERY, percent: null, label: 'priority processing', source: NOWHERE },
  ]),
  ...['google', 'bedrock'].flatMap((platform) =>
    rules(platform, 'service_tier', [
      { value: 'flex', models: EVERY, percent: null, label: 'flex', source: NOWHERE },
      { value: 'priority', models: EVERY, percent: null, label: 'priority', source: NOWHERE },
    ]),
  ),
];

function among(...ids: string[]): ModelGroup {
  return { name: ids.join(', '), has: (id) => ids.includes(id) };
}

type Rule = Pick<Surcharge, 'value' | 'models' | 'percent' | 'label' | 'source'>;

function rules(platform: string, term: string, each: readonly Rule[]): Surcharge[] {
  return each.map((rule) => ({ platform, term, ...rule, asOf: AS_OF }));
}
