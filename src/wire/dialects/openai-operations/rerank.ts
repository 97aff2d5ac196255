/** Reranking in the shape that Cohere, Jina and Voyage share. Sources: their API references. */
import { itemsOf, memberAt } from '../../json/locate.ts';
import { readMarked } from '../../json/read-marked.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import {
  emptyUsage,
  METERS,
  noteUnread,
  readBreakdown,
  readCount,
  tellsNothing,
  tellsUsage,
  type Usage,
} from '../../usage.ts';
import { wordsOfContent, wordsOfString } from '../../words.ts';
import { operationDialect, wordsIn } from './operation.ts';

export const rerank = operationDialect({
  id: 'rerank',
  contentMembers: ['query', 'documents'],
  words: wordsIn({
    query: (value) => wordsOfContent(value, 'user'),
    documents: (value) => itemsOf(value).flatMap((one) => wordsOfString(memberAt(one, 'text') ?? one, 'document')),
  }),
  readWhole(body) {
    const found = [readMarked(body, { key: 'results', json: null }), readMarked(body, { key: 'data', json: null })];
    const { isAnswer, read } = found.find((one) => one.isAnswer) ?? { isAnswer: false, read: () => undefined };
    if (!isAnswer) return { isAnswer, usage: null, stopReason: null };
    const usage = emptyUsage();
    readRerankUsage(usage, { meta: read('meta'), usage: read('usage') });
    const model = read('model');
    if (typeof model === 'string' && model !== '') usage.model = model;
    return { isAnswer, usage, stopReason: null };
  },
});

/** Cohere bills searches (`meta.billed_units.search_units`); the others report tokens. */
function readRerankUsage(usage: Usage, { meta, usage: reported }: { meta: unknown; usage: unknown }): void {
  const billed = readBreakdown(usage, isObject(meta) ? meta['billed_units'] : undefined, 'meta.billed_units');
  const searches = readCount(usage, billed['search_units'], 'meta.billed_units.search_units');
  const counted = readBreakdown(usage, reported, 'usage');
  if (searches !== null) usage.meters['search_units'] = searches;
  else {
    const tokens = readCount(usage, counted['total_tokens'] ?? counted['prompt_tokens'], 'usage.total_tokens');
    if (tokens !== null) usage.meters[METERS.input] = tokens;
  }
  noteOthers(usage, billed, { known: BILLED, path: 'meta.billed_units' });
  noteOthers(usage, counted, { known: COUNTED, path: 'usage' });
  if (!tellsUsage(usage)) noteUnread(usage, 'usage');
}

const BILLED = new Set(['search_units']);
const COUNTED = new Set(['total_tokens', 'prompt_tokens']);

function noteOthers(usage: Usage, members: JsonObject, of: { known: ReadonlySet<string>; path: string }): void {
  for (const [name, value] of Object.entries(members))
    if (!of.known.has(name) && !tellsNothing(value)) noteUnread(usage, `${of.path}.${name}`);
}
