/** Reranking in the shape that Cohere, Jina and Voyage share. Sources: their API references. */
import { isObject } from '../../json/object.ts';
import { itemsOf, memberAt } from '../../json/locate.ts';
import { readMarked } from '../../json/read-marked.ts';
import { emptyUsage, METERS, noteUnread, readBreakdown, readCount, tellsUsage, type Usage } from '../../usage.ts';
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
    return { isAnswer, usage, stopReason: null };
  },
});

/** Cohere bills searches (`meta.billed_units.search_units`); the others report tokens. */
function readRerankUsage(usage: Usage, { meta, usage: reported }: { meta: unknown; usage: unknown }): void {
  const billed = readBreakdown(usage, isObject(meta) ? meta['billed_units'] : undefined, 'meta.billed_units');
  const searches = readCount(usage, billed['search_units'], 'meta.billed_units.search_units');
  if (searches !== null) usage.meters['search_units'] = searches;
  else if (isObject(reported)) {
    const tokens = readCount(usage, reported['total_tokens'] ?? reported['prompt_tokens'], 'usage.total_tokens');
    if (tokens !== null) usage.meters[METERS.input] = tokens;
  }
  if (!tellsUsage(usage)) noteUnread(usage, 'usage');
}
