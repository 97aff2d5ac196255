/** A count of the wrong type is named in every dialect, so that its row is unpriced and not priced too low. */
import { describe, expect, it } from 'vitest';
import { priceOf } from '../../catalog/price-book.ts';
import { NOTHING_TO_RESTORE } from '../chat/restoration.ts';
import type { Translator } from '../chat/translator.ts';
import { DecodingReader, TextEvents } from '../chat/decoding-reader.ts';
import { scanDocument } from '../json/scan.ts';
import { emptyUsage, type Usage } from '../usage.ts';
import { bedrockConverse } from './bedrock-converse/index.ts';
import { bedrockConverseTranslator } from './bedrock-converse/translator.ts';
import { geminiTranslator } from './gemini/translator.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiChatTranslator } from './openai-chat/translator.ts';
import { readMediaUsage } from './openai-operations/media-usage.ts';
import { rerank } from './openai-operations/rerank.ts';
import { openaiResponses } from './openai-responses/index.ts';
import { openaiResponsesTranslator } from './openai-responses/translator.ts';
import { readUsage as bedrock } from './bedrock-converse/read-usage.ts';
import { readUsage as gemini } from './gemini/read-usage.ts';
import { readUsage as chat } from './openai-chat/read-usage.ts';
import { readUsage as responses } from './openai-responses/read-usage.ts';

function read(by: (usage: Usage, reported: unknown) => void, reported: object): Usage {
  const usage = emptyUsage();
  by(usage, reported);
  return usage;
}

const CHAT = { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 };
const RESPONSES = { input_tokens: 1000, output_tokens: 50, total_tokens: 1050 };
const GEMINI = { promptTokenCount: 1000, candidatesTokenCount: 50 };
const BEDROCK = { inputTokens: 1000, outputTokens: 50 };

describe('usage of the wrong type is named', () => {
  it.each([
    [{ prompt_tokens: '1000' }, 'usage.prompt_tokens'],
    [{ completion_tokens: -1 }, 'usage.completion_tokens'],
    [{ total_tokens: 'x' }, 'usage.total_tokens'],
    [{ cached_tokens: '900' }, 'usage.cached_tokens'],
    [{ prompt_cache_hit_tokens: [900] }, 'usage.prompt_cache_hit_tokens'],
    [{ prompt_tokens_details: 'x' }, 'usage.prompt_tokens_details'],
    [{ prompt_tokens_details: [9] }, 'usage.prompt_tokens_details'],
    [{ prompt_tokens_details: { cached_tokens: '900' } }, 'usage.prompt_tokens_details.cached_tokens'],
    [{ prompt_tokens_details: { audio_tokens: '2' } }, 'usage.prompt_tokens_details.audio_tokens'],
    [{ prompt_tokens_details: { cache_write_tokens: 1.5 } }, 'usage.prompt_tokens_details.cache_write_tokens'],
    [{ completion_tokens_details: true }, 'usage.completion_tokens_details'],
    [{ completion_tokens_details: { audio_tokens: '2' } }, 'usage.completion_tokens_details.audio_tokens'],
    [{ completion_tokens_details: { reasoning_tokens: {} } }, 'usage.completion_tokens_details.reasoning_tokens'],
  ])('in Chat Completions: %j', (more, path) => {
    expect(read(chat, { ...CHAT, ...more }).unread).toEqual([path]);
  });

  it.each([
    [chat, { prompt_tokens_details: { cached_tokens: 900, audio_tokens: 200 } }, 'usage.prompt_tokens_details'],
    [chat, { completion_tokens_details: { audio_tokens: 51 } }, 'usage.completion_tokens_details'],
    [readMediaUsage, { input_tokens_details: { image_tokens: 1001 } }, 'usage.input_tokens_details'],
    [readMediaUsage, { output_tokens_details: { audio_tokens: 51 } }, 'usage.output_tokens_details'],
    [gemini, { promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 1001 }] }, 'usageMetadata.promptTokensDetails'],
    [
      gemini,
      { candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 51 }] },
      'usageMetadata.candidatesTokensDetails',
    ],
  ])('where its parts are more than the whole: %o %j', (by, more, path) => {
    const whole = by === chat ? CHAT : by === gemini ? GEMINI : RESPONSES;
    expect(read(by, { ...whole, ...more }).unread).toEqual([path]);
  });

  it('every entry of a modality counts', () => {
    const audio = { modality: 'AUDIO', tokenCount: 100 };
    const { meters } = read(gemini, { ...GEMINI, promptTokensDetails: [audio, audio] });
    expect(meters).toMatchObject({ input_tokens: 800, input_audio_tokens: 200 });
  });

  it.each([
    [{ input_tokens: '1000' }, 'usage.input_tokens'],
    [{ input_tokens_details: 'x' }, 'usage.input_tokens_details'],
    [{ input_tokens_details: { cached_tokens: '900' } }, 'usage.input_tokens_details.cached_tokens'],
    [{ output_tokens_details: { reasoning_tokens: '9' } }, 'usage.output_tokens_details.reasoning_tokens'],
  ])('in Responses, by its own names: %j', (more, path) => {
    expect(read(responses, { ...RESPONSES, ...more }).unread).toEqual([path]);
  });

  it.each([
    [{ promptTokenCount: '1000' }, 'usageMetadata.promptTokenCount'],
    [{ cachedContentTokenCount: '900' }, 'usageMetadata.cachedContentTokenCount'],
    [{ thoughtsTokenCount: -4 }, 'usageMetadata.thoughtsTokenCount'],
    [{ promptTokensDetails: 'x' }, 'usageMetadata.promptTokensDetails'],
    [{ candidatesTokensDetails: ['x'] }, 'usageMetadata.candidatesTokensDetails[0]'],
    [
      { promptTokensDetails: [{ modality: 'TEXT' }, { modality: 'AUDIO', tokenCount: '2' }] },
      'usageMetadata.promptTokensDetails[1].tokenCount',
    ],
    [{ promptTokensDetails: [{ modality: 'SMELL', tokenCount: 2 }] }, 'usageMetadata.promptTokensDetails[0].modality'],
    [
      {
        candidatesTokensDetails: [
          { modality: 'TEXT', tokenCount: 1 },
          { modality: 'VIDEO', tokenCount: 49 },
        ],
      },
      'usageMetadata.candidatesTokensDetails[1].modality',
    ],
  ])('in Gemini: %j', (more, path) => {
    expect(read(gemini, { ...GEMINI, ...more }).unread).toEqual([path]);
  });

  it.each([
    [{ inputTokens: '1000' }, 'usage.inputTokens'],
    [{ cacheReadInputTokens: '900' }, 'usage.cacheReadInputTokens'],
    [{ cacheWriteInputTokens: '900' }, 'usage.cacheWriteInputTokens'],
    [{ cacheDetails: 'x' }, 'usage.cacheDetails'],
    [
      { cacheWriteInputTokens: 9, cacheDetails: [{ ttl: '1h', inputTokens: '9' }] },
      'usage.cacheDetails[0].inputTokens',
    ],
  ])('in Converse: %j', (more, path) => {
    expect(read(bedrock, { ...BEDROCK, ...more }).unread).toEqual([path]);
  });
});

it('usage of the right type is read as it was', () => {
  const details = { cached_tokens: 900, audio_tokens: 2 };
  const expected = {
    meters: { input_tokens: 98, cache_read_tokens: 900, input_audio_tokens: 2, output_tokens: 50 },
    unread: [],
  };
  expect(read(chat, { ...CHAT, prompt_tokens_details: details, completion_tokens_details: null })).toMatchObject(
    expected,
  );
  expect(read(responses, { ...RESPONSES, input_tokens_details: details })).toMatchObject(expected);
});

const CONTEXT = { restoration: NOTHING_TO_RESTORE, id: 'x' };
const CHOICES = [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }];
const chatAnswer = (more: object) => ({ choices: CHOICES, usage: CHAT, ...more });
const responsesAnswer = (more: object) => ({ output: [], usage: RESPONSES, ...more });
const geminiAnswer = (usageMetadata: object, candidate: object = {}) => ({
  candidates: [{ content: { parts: [{ text: 'ok' }] }, finishReason: 'STOP', ...candidate }],
  usageMetadata: { ...GEMINI, ...usageMetadata },
});
const converseAnswer = (more: object) => ({
  output: { message: { role: 'assistant', content: [{ text: 'ok' }] } },
  stopReason: 'end_turn',
  usage: BEDROCK,
  ...more,
});
const usageIn = (translator: Translator, answer: object): Usage =>
  translator.readAnswer(answer as never, CONTEXT).usage ?? emptyUsage();

describe('what changes a price beside the counts', () => {
  it.each<[string, Translator, object, object]>([
    [
      'a tier of Chat Completions',
      openaiChatTranslator,
      chatAnswer({ service_tier: 'Flex' }),
      { service_tier: 'flex' },
    ],
    [
      'a tier of Responses',
      openaiResponsesTranslator,
      responsesAnswer({ service_tier: 'priority' }),
      { service_tier: 'priority' },
    ],
    [
      'the traffic of Gemini on Vertex',
      geminiTranslator,
      geminiAnswer({ trafficType: 'ON_DEMAND' }),
      { service_tier: 'on_demand' },
    ],
    ['the tier of Gemini', geminiTranslator, geminiAnswer({ serviceTier: 'flex' }), { service_tier: 'flex' }],
    [
      'a tier beside usual traffic',
      geminiTranslator,
      geminiAnswer({ trafficType: 'ON_DEMAND', serviceTier: 'flex' }),
      { service_tier: 'flex' },
    ],
    [
      'unusual traffic beside a tier',
      geminiTranslator,
      geminiAnswer({ trafficType: 'PROVISIONED_THROUGHPUT', serviceTier: 'standard' }),
      { service_tier: 'provisioned_throughput' },
    ],
    [
      'tier and latency of Converse',
      bedrockConverseTranslator,
      converseAnswer({ serviceTier: { type: 'flex' }, performanceConfig: { latency: 'optimized' } }),
      { service_tier: 'flex', latency: 'optimized' },
    ],
  ])('is kept: %s', (_, translator, answer, terms) => {
    expect(usageIn(translator, answer)).toMatchObject({ terms, unread: [] });
  });

  it.each<[string, Translator, object, string]>([
    ['Chat Completions', openaiChatTranslator, chatAnswer({ service_tier: 7 }), 'service_tier'],
    ['Responses', openaiResponsesTranslator, responsesAnswer({ service_tier: ['flex'] }), 'service_tier'],
    ['Gemini', geminiTranslator, geminiAnswer({ trafficType: { type: 'FLEX' } }), 'usageMetadata.trafficType'],
    ['Gemini by its tier', geminiTranslator, geminiAnswer({ serviceTier: 1 }), 'usageMetadata.serviceTier'],
    [
      'Gemini by its searches',
      geminiTranslator,
      geminiAnswer({}, { groundingMetadata: { webSearchQueries: 3 } }),
      'groundingMetadata.webSearchQueries',
    ],
    [
      'Gemini by a way of grounding that is new',
      geminiTranslator,
      geminiAnswer({}, { groundingMetadata: { groundingChunks: [{ web: {} }], agentQueries: ['a'] } }),
      'groundingMetadata.agentQueries',
    ],
    ['Converse', bedrockConverseTranslator, converseAnswer({ serviceTier: { type: 3 } }), 'serviceTier.type'],
    [
      'Converse by its latency',
      bedrockConverseTranslator,
      converseAnswer({ performanceConfig: { latency: true } }),
      'performanceConfig.latency',
    ],
  ])('is named where it is of the wrong type: %s', (_, translator, answer, path) => {
    expect(usageIn(translator, answer).unread).toEqual([path]);
  });

  it('has a price for what Gemini on Vertex usually reports, and none for other traffic', () => {
    const cost = (trafficType: string) =>
      priceOf({
        platform: 'vertex',
        model: 'gemini-2.5-flash',
        region: 'global',
        usage: usageIn(geminiTranslator, geminiAnswer({ trafficType })),
      });
    // $0.30 and $2.50 for a million tokens.
    expect(cost('ON_DEMAND')).toEqual({ costNanoUsd: 1000 * 300 + 50 * 2500 });
    expect(cost('ON_DEMAND_FLEX')).toMatchObject({ unpriced: expect.stringContaining('on_demand_flex') as string });
  });
});

describe('searches and other tools of a provider are counted', () => {
  const OUTPUT = [
    { type: 'web_search_call', action: { type: 'search', query: 'a' } },
    { type: 'web_search_call', action: { type: 'open_page', url: 'https://a' } },
    { type: 'web_search_call', status: 'completed' },
    { type: 'file_search_call' },
    { type: 'code_interpreter_call' },
    { type: 'some_call' },
    { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
    { type: 'mcp_call' },
    { type: 'shell_call', environment: { type: 'local' } },
  ];
  const METERS = { web_search_requests: 2, file_search_calls: 1, code_interpreter_calls: 1, other_tool_calls: 1 };

  it('in a whole answer of Responses, and at the end of its stream', () => {
    const response = responsesAnswer({ output: OUTPUT, status: 'completed' });
    const meters = { input_tokens: 1000, output_tokens: 50, cache_read_tokens: 0, ...METERS };
    expect(openaiResponses.readWhole(Buffer.from(JSON.stringify(response))).usage?.meters).toEqual(meters);
    const reader = new DecodingReader(openaiResponsesTranslator, new TextEvents());
    reader.push(
      Buffer.from(`event: response.completed\ndata: ${JSON.stringify({ type: 'response.completed', response })}\n\n`),
    );
    expect(reader.conclude(true)?.usage?.meters).toEqual(meters);
  });

  it('with a published price where there is one, and unpriced by name where there is none', () => {
    const cost = (output: object[]) => {
      const usage = usageIn(openaiResponsesTranslator, responsesAnswer({ output }));
      return priceOf({ platform: 'openai', model: 'gpt-4o', region: null, usage });
    };
    const [search = {}, , , file = {}] = OUTPUT;
    // $2.50 and $10 for a million tokens, $10 for a thousand searches.
    expect(cost([search])).toEqual({ costNanoUsd: 1000 * 2500 + 50 * 10_000 + 10_000_000 });
    expect(cost([file])).toEqual({ unpriced: 'file_search_calls of gpt-4o has no price on openai' });
  });

  it('in an answer of Gemini that was grounded', () => {
    const answer = geminiAnswer({}, { groundingMetadata: { webSearchQueries: ['a', 'b'] } });
    expect(usageIn(geminiTranslator, answer).meters).toMatchObject({ web_search_requests: 2 });
  });

  it.each([
    ['maps', { groundingChunks: [{ maps: { uri: 'u' } }] }, 'maps_requests'],
    ['stores of documents', { retrievalQueries: ['a'] }, 'retrieval_requests'],
    ['images', { imageSearchQueries: ['a'] }, 'image_search_requests'],
  ])('and unpriced by name, where Gemini was grounded by %s', (_, groundingMetadata, meter) => {
    const usage = usageIn(geminiTranslator, geminiAnswer({}, { groundingMetadata }));
    expect(usage.meters).toMatchObject({ [meter]: 1 });
    expect(priceOf({ platform: 'google', model: 'gemini-2.5-flash', region: null, usage })).toEqual({
      unpriced: `${meter} of gemini-2.5-flash has no price on google`,
    });
  });

  it('in a call of Converse that goes past a guardrail of AWS, whose units no usage counts', () => {
    const termsOf = (body: object) => bedrockConverse.untoldTerms(scanDocument(Buffer.from(JSON.stringify(body))), 'm');
    expect(termsOf({ messages: [] })).toEqual({});
    const terms = termsOf({ messages: [], guardrailConfig: { guardrailIdentifier: 'g' } });
    const usage = { ...emptyUsage(), meters: { input_tokens: 1 }, terms };
    const price = priceOf({ platform: 'bedrock', model: 'amazon.nova-pro-v1:0', region: null, usage });
    expect('unpriced' in price ? price.unpriced : '').toContain('guardrail');
  });

  it.each([
    ['asked for by the request', { model: 'gpt-4o', web_search_options: {} }, { web_search_options: 'asked for' }],
    ['made by the model before every answer', { model: 'gpt-5-search-api' }, { web_search: 'before every answer' }],
    ['not asked for', { model: 'gpt-4o' }, {}],
  ])('by the request of Chat Completions, whose answers tell nothing of them: %s', (_, body, terms) => {
    const document = scanDocument(Buffer.from(JSON.stringify(body)), 'messages');
    expect(openaiChat.untoldTerms(document, body.model)).toEqual(terms);
    const usage = { ...emptyUsage(), meters: { input_tokens: 1 }, terms };
    const [name = ''] = Object.keys(terms);
    const price = priceOf({ platform: 'openai', model: 'gpt-4o', region: null, usage });
    expect('unpriced' in price ? price.unpriced : '').toContain(name);
    expect('unpriced' in price).toBe(name !== '');
  });
});

describe('sound and images have prices of their own', () => {
  it('sound that Gemini read from its cache costs what cached sound does', () => {
    const reported = {
      promptTokenCount: 1000,
      cachedContentTokenCount: 600,
      candidatesTokenCount: 50,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 100 },
        { modality: 'AUDIO', tokenCount: 900 },
      ],
      cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 550 }],
    };
    const usage = usageIn(geminiTranslator, geminiAnswer(reported));
    expect(usage.meters).toEqual({
      input_tokens: 50,
      input_audio_tokens: 350,
      cache_read_tokens: 50,
      cache_read_audio_tokens: 550,
      output_tokens: 50,
    });
    // Of a million: text $0.30, sound $1, cached $0.03 and $0.10, output $2.50.
    expect(priceOf({ platform: 'google', model: 'gemini-2.5-flash', region: null, usage })).toEqual({
      costNanoUsd: 50 * 300 + 350 * 1000 + 50 * 30 + 550 * 100 + 50 * 2500,
    });
  });

  it('sound counts for the threshold of a long prompt', () => {
    const meters = { input_tokens: 100_000, input_audio_tokens: 150_000, output_tokens: 10 };
    const usage = { ...emptyUsage(), meters };
    // Above 200,000 tokens: $2.50 and $15 for a million.
    expect(priceOf({ platform: 'google', model: 'gemini-2.5-pro', region: null, usage })).toEqual({
      costNanoUsd: 250_000 * 2500 + 10 * 15_000,
    });
  });

  it('images that a model of Chat Completions draws are no words', () => {
    const usage = read(chat, { ...CHAT, completion_tokens_details: { image_tokens: 40 } });
    expect(usage.meters).toMatchObject({ output_tokens: 10, output_image_tokens: 40 });
  });
});

describe('reranking', () => {
  const usageOf = (answer: object) => rerank.readWhole(Buffer.from(JSON.stringify({ results: [], ...answer }))).usage;

  it.each([
    [{ meta: { billed_units: { search_units: 1, images: 3 } } }, 'meta.billed_units.images'],
    [{ usage: { total_tokens: 9, image_pixels: 4 } }, 'usage.image_pixels'],
    [{ usage: 'many' }, 'usage'],
    [{}, 'usage'],
  ])('names what it cannot price: %j', (answer, path) => {
    expect(usageOf(answer)?.unread).toEqual([path]);
  });

  it('is priced by the model that answered', () => {
    expect(usageOf({ model: 'rerank-2', usage: { total_tokens: 9 } })).toMatchObject({
      model: 'rerank-2',
      meters: { input_tokens: 9 },
      unread: [],
    });
  });
});

describe('Converse’s writes to the cache', () => {
  it.each([
    [
      'told by lifetime alone',
      {
        cacheDetails: [
          { ttl: '1h', inputTokens: 7 },
          { ttl: '5m', inputTokens: 3 },
        ],
      },
      { cache_write_1h_tokens: 7, cache_write_5m_tokens: 3 },
      [],
    ],
    [
      'of which a part is told',
      { cacheWriteInputTokens: 10, cacheDetails: [{ ttl: '1h', inputTokens: 7 }] },
      { cache_write_1h_tokens: 7, cache_write_5m_tokens: 3 },
      [],
    ],
    ['of an unknown lifetime', { cacheDetails: [{ ttl: '1d', inputTokens: 7 }] }, {}, ['usage.cacheDetails[0].ttl']],
  ])('%s', (_, more, meters, unread) => {
    const usage = read(bedrock, { ...BEDROCK, ...more });
    expect(usage.meters).toEqual({ input_tokens: 1000, output_tokens: 50, ...meters });
    expect(usage.unread).toEqual(unread);
  });
});

describe('a finished answer that counts nothing', () => {
  it.each<[string, object]>([
    ['has no usage', { output: [] }],
    ['has an empty one', { output: [], usage: {} }],
  ])('is named, in dialects that are read by their translation: it %s', (_, answer) => {
    expect(openaiResponses.readWhole(Buffer.from(JSON.stringify(answer)))).toMatchObject({
      isAnswer: true,
      usage: { unread: ['usage'] },
    });
  });

  it('is no chunk of Gemini that reports the traffic alone', () => {
    const usage = read(gemini, { trafficType: 'ON_DEMAND' });
    expect(usage).toMatchObject({ meters: {}, unread: [] });
  });
});
