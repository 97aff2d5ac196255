/** Writes docs/reference/prices.md from the catalog; run after a change of a price. A test fails while the page is stale. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CLAUDE_MODELS } from '../src/catalog/claude-models.data.ts';
import { EMBEDDING_MODELS } from '../src/catalog/embedding-models.data.ts';
import { OPERATION_PRICES } from '../src/catalog/operation-prices.data.ts';
import { PRICE_BOOK_VERSION, PRICE_ROWS } from '../src/catalog/price-book.ts';
import {
  CACHE_WRITE_1H_PER_INPUT,
  OVERLAY,
  OVERLAY_DATE,
  PRICING_PAGE,
  WEB_SEARCH,
} from '../src/catalog/price-overlay.ts';
import { SURCHARGES, type Surcharge } from '../src/catalog/price-surcharges.data.ts';
import type { TableModel } from '../src/catalog/model-line.ts';
import { MODEL_SOURCES, TABLE_PLATFORMS, tableModels } from '../src/catalog/model-table.ts';
import type { PriceRow, Rate } from '../src/catalog/price-row.ts';
import generated from '../src/catalog/prices.gen.json' with { type: 'json' };
import { LIST_DATE, PUBLISHED_LIST } from '../src/catalog/published-list.data.ts';
import { METERS } from '../src/wire/usage.ts';

const TARGET = fileURLToPath(new URL('../docs/reference/prices.md', import.meta.url));

/** The day for which refresh-prices.ts takes the package's prices: its `AS_OF`. */
const PACKAGE_DATE = '2026-11-23';

const TITLES: Readonly<Record<string, string>> = {
  anthropic: 'Anthropic',
  vertex: 'Claude, partner and open models and embeddings on Vertex AI',
};

/** The meters of a token price, with their headings, in the order of the published list. */
const COLUMNS: readonly (readonly [heading: string, meter: string])[] = [
  ['input', METERS.input],
  ['output', METERS.output],
  ['cache read', METERS.cacheRead],
  ['5-minute write', METERS.cacheWrite5m],
  ['1-hour write', METERS.cacheWrite1h],
];

/** The page's whole text, the same for the same catalog. */
export function renderPricesPage(): string {
  return `${[intro(), ...[...PRICE_ROWS].map(platformSection), otherPlatforms(), operations(), surcharges(), others(), differences(), rules()].join('\n\n')}\n`;
}

function intro(): string {
  return `# Prices

This page is generated from the catalog (\`npm run prices\`). Do not edit it.

Price book \`${PRICE_BOOK_VERSION}\`; every log row names the version it was priced with. Sources: the package
\`${generated.source}\`, and rows kept by hand as of ${OVERLAY_DATE}, which replace the package's. Amounts are US dollars per million
tokens, list prices without your contract's discounts. "–" means that no price is published: a request that uses it is
\`unpriced\`, never free. "a → b above n" means that the whole request costs b when its input, cached or not, exceeds n tokens.`;
}

function platformSection([platform, rows]: [string, ReadonlyMap<string, PriceRow>]): string {
  const head = ['model', ...COLUMNS.map(([heading]) => heading), 'source'];
  const lines = [...rows].map(([id, row]) => [
    `\`${id}\``,
    ...COLUMNS.map(([, meter]) => shown(row[meter])),
    OVERLAY[platform]?.[id]?.source ?? 'package',
  ]);
  const unpriced = unpricedModels(platform, rows);
  const note = unpriced.length === 0 ? '' : `\n\nWithout a published price, so \`unpriced\`: ${unpriced.join(', ')}.`;
  return `## ${TITLES[platform] ?? platform}\n\n${table(head, lines)}${note}`;
}

function unpricedModels(platform: string, rows: ReadonlyMap<string, PriceRow>): string[] {
  const served = [
    ...CLAUDE_MODELS.map(({ id }) => id),
    ...EMBEDDING_MODELS.filter((model) => model.platform === platform).map(({ id }) => id),
  ];
  return served.filter((id) => !rows.has(id)).map((id) => `\`${id}\``);
}

function shown(rate: Rate | undefined): string {
  if (rate === null || rate === undefined) return '–';
  if (typeof rate === 'number') return dollars(rate);
  return `${dollars(rate.base)} → ${dollars(rate.above)} above ${rate.threshold.toLocaleString('en-US')}`;
}

/** Pico-dollars per token as dollars per million. */
const dollars = (pico: number): string => String(pico / 1e6);

function otherPlatforms(): string {
  const lines = TABLE_PLATFORMS.map((platform) => {
    const models = tableModels(platform);
    const priced = models.filter(({ price }) => price !== null);
    const count = (fits: (model: TableModel) => boolean): string => String(priced.filter(fits).length);
    return [
      `\`${platform}\``,
      String(models.length),
      String(priced.length),
      count(({ sources }) => sources.length > 1),
      count(({ sources, differs }) => sources.length === 1 && differs.length === 0),
      count(({ differs }) => differs.length > 0),
    ];
  });
  const total = [
    '**all**',
    ...[1, 2, 3, 4, 5].map((at) => String(lines.reduce((sum, line) => sum + Number(line[at]), 0))),
  ];
  const head = ['platform', 'models', 'with a price', 'the same in several lists', 'in one list only', 'lists differ'];
  const lists = MODEL_SOURCES.map(({ name, date }, at) => `${at + 1}. ${name}, ${date}`).join('\n');
  return `## Other platforms

\`src/catalog/models.gen.json\` has a line for each model: price, lists, context window, longest output, what it reads and can do, and
the day from which it is not served. It is made from these lists, in the order in which they are believed:

${lists}

The first list that prices a model is taken, unless two others agree with each other and not with it. The gallery of models and
\`GET /v1/model-gallery\` say of each price which lists have it, and which have another. A name that is in no list is looked up by
the rules of the first list, and then without its date, \`-latest\`, its maker, or its Bedrock profile. A rule by a part of the name
holds only where the version in the name agrees, so that a new model is \`unpriced\` and not priced as the one before it. Left out are
models whose price has a part that no usage tells, as a fee for each request. A zero in a list is no price: the lists write it for
"free" as well as for "not told". A \`service_tier\` other than \`default\` or \`standard\` has a price where the list of surcharges below
has one; any other is \`unpriced\`.

${table(head, [...lines, total])}`;
}

function operations(): string {
  const lines = OPERATION_PRICES.flatMap(({ platforms, id, row, source }) =>
    Object.entries(row).map(([meter, rate]) => [
      `\`${id}\``,
      platforms.join(', '),
      meter,
      typeof rate === 'number' ? String(rate / 1e12) : '–',
      `<${source}>`,
    ]),
  );
  return `## Images, sound and searches

Models that are billed by something else than tokens. Amounts are US dollars for one of what is counted. A kind that is not
listed, as another size of an image, is \`unpriced\`.

${table(['model', 'platform', 'counted', 'dollars each', 'source'], lines)}`;
}

function surcharges(): string {
  const told = SURCHARGES.filter(({ percent }) => percent !== 100);
  const head = ['what', 'platform', 'told by', 'models', 'price', 'source', 'read on'];
  const lines = told.map((rule) => [
    rule.label,
    rule.platform,
    `\`${rule.term}: ${rule.value === '*' ? 'any other' : rule.value}\``,
    rule.models.name,
    factor(rule),
    rule.source.startsWith('https:') ? `<${rule.source}>` : rule.source,
    rule.asOf,
  ]);
  return `## Surcharges and discounts

Each multiplies every token price of the request. They stack: US-only inference in a batch costs 1.1 × 0.5. Searches cost the
same on all terms. Terms that cost nothing extra (\`standard\`, \`global\`) are not listed. A value of one of these members that
is in no rule makes the request \`unpriced\` and is named in the row's notes.

${table(head, lines)}`;
}

function factor({ percent }: Surcharge): string {
  return percent === null ? 'not published: `unpriced`' : `× ${percent / 100}`;
}

function others(): string {
  return `## What is counted besides tokens

| what | price | source | as of |
|---|---|---|---|
| web search | $${(WEB_SEARCH * 1000) / 1e12} for 1,000 searches, on both platforms, beside the tokens | <${PRICING_PAGE}>; the package | ${OVERLAY_DATE} |
| web fetch | nothing beside the tokens | <${PRICING_PAGE}> | ${OVERLAY_DATE} |
| one-hour cache write, where the row's source has no price | ${CACHE_WRITE_1H_PER_INPUT} × the input price | <${PRICING_PAGE}> | ${OVERLAY_DATE} |
${longContextLines()}
| thinking | part of the output, never priced again | the Messages API reference | – |
| code execution | by time, of which the answer tells nothing: \`unpriced\` | <${PRICING_PAGE}> | ${OVERLAY_DATE} |
| compaction and advisor passes (\`usage.iterations\`) | outside of the totals; a compaction at the price of the model that answered, an advisor at its own | the Messages API reference | – |
| an attempt that declined, with server-side fallback | at its own model's price once it had written something, else nothing | the vendor's page on refusals | – |
| counting tokens, listing models | free: the row says 0 | the vendor's page on token counting | – |`;
}

/** A row for each model whose price rises with the length of its input, by the source of that price. */
function longContextLines(): string {
  const lines = [...PRICE_ROWS].flatMap(([platform, rows]) =>
    [...rows].flatMap(([id, { [METERS.input]: input, [METERS.output]: output }]) => {
      if (typeof input !== 'object' || input === null) return [];
      const what = `long context: \`${id}\` on ${platform}`;
      const byHand = OVERLAY[platform]?.[id]?.source;
      const source = byHand ?? `package \`${generated.source}\``;
      return [
        `| ${what} | input ${shown(input)}, output ${shown(output)} | ${source} | ${byHand === undefined ? PACKAGE_DATE : OVERLAY_DATE} |`,
      ];
    }),
  );
  return lines.join('\n');
}

function differences(): string {
  const head = ['platform', 'model', 'what', 'here', `list of ${LIST_DATE}`];
  const lines = Object.entries(PUBLISHED_LIST).flatMap(([platform, rows]) =>
    Object.entries(rows).flatMap(([id, listed]) =>
      COLUMNS.flatMap(([heading, meter], at) => {
        const ours = shown(PRICE_ROWS.get(platform)?.get(id)?.[meter]);
        const theirs = listed[at] === null ? '–' : String(listed[at]);
        return ours === theirs ? [] : [[platform, `\`${id}\``, heading, ours, theirs]];
      }),
    ),
  );
  return `## Where the sources differ

The book compared with a second list, published on ${LIST_DATE}. Where one source has a long-context price and the other has not,
the book takes the higher, so that no request is billed below its real cost. Sonnet 3.5 and 3.7 have cache prices in the
package and none in the list for Vertex; the book keeps the package's, which are those of the first-party API. Google's older
embedding models are sold by the character; the list has a price per token for them, which the book does not take.

${table(head, lines)}`;
}

function rules(): string {
  return `## Rules

- The model that answered is priced, where the answer names it, and not the one that was asked for.
- A member of \`usage\` that nobody here knows and that is not 0 makes the row \`unpriced\` and is named in its notes. So does usage
  that is missing, empty or of the wrong type on a successful answer.
- A search, a file search and a run of code that a provider counts beside the tokens is priced where its price is published,
  and makes the row \`unpriced\` elsewhere. So does \`web_search_options\` of Chat Completions, whose usage counts no searches.
- An attempt whose request left whole, and that ended without usage and without an error of the provider's own, is \`unpriced\`:
  the provider may bill it. So ends a timeout, a broken connection, a caller that hung up, and a shutdown.
- Money is counted in whole nano-dollars, rounded half up once, at the end ([decision 0008](../decisions/0008-money.md)).`;
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...lines.map(row)].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, renderPricesPage());
