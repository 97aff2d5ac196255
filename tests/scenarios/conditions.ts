/** Conditional routing: contract#conditions, and scenario 16 of contract#acceptance-scenarios. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { failing, fallback } from './scenario.ts';
import type { Question, Scenario } from './scenario.ts';

/** To `b` when the query holds, else to `a`. */
function choosing(query: JsonRecord): JsonRecord {
  return {
    strategy: { mode: 'conditional', conditions: [{ query, then: 'yes' }], default: 'no' },
    targets: [
      { name: 'no', provider: '@a' },
      { name: 'yes', provider: '@b' },
    ],
  };
}

const YES = { calls: { b: 1 }, from: 'b', used: 'config.targets[1]' } as const;
const NO = { calls: { a: 1 }, from: 'a', used: 'config.targets[0]' } as const;

const tagged = (metadata: JsonRecord): Question => ({ headers: { 'x-portkey-metadata': JSON.stringify(metadata) } });
const RED = tagged({ team: 'red', tier: '5' });
const COUNTING: Question = { path: '/v1/messages/count_tokens', body: { max_tokens: undefined } };

const TABLE: readonly (readonly [string, JsonRecord, Question, boolean])[] = [
  ['a bare value as equality', { 'metadata.team': 'red' }, RED, true],
  ['a bare value that differs', { 'metadata.team': 'blue' }, RED, false],
  ['a value in other letters as another', { 'metadata.team': 'Red' }, RED, false],
  ['$eq', { 'metadata.team': { $eq: 'red' } }, RED, true],
  ['$eq of a number and of text that looks like it', { 'metadata.tier': { $eq: 5 } }, RED, true],
  ['$ne', { 'metadata.team': { $ne: 'blue' } }, RED, true],
  ['$ne of the same', { 'metadata.team': { $ne: 'red' } }, RED, false],
  ['$gt', { 'params.max_tokens': { $gt: 99 } }, {}, true],
  ['$gt at the bound', { 'params.max_tokens': { $gt: 100 } }, {}, false],
  ['$gte at the bound', { 'params.max_tokens': { $gte: 100 } }, {}, true],
  ['$lt', { 'params.max_tokens': { $lt: 101 } }, {}, true],
  ['$lte at the bound', { 'params.max_tokens': { $lte: 100 } }, {}, true],
  ['$lte above the bound', { 'params.max_tokens': { $lte: 99.5 } }, {}, false],
  ['numbers as numbers, not as text', { 'metadata.tier': { $gt: '10' } }, RED, false],
  ['text that is no number as beyond no bound', { 'metadata.team': { $gt: 1 } }, RED, false],
  ['$in', { 'metadata.team': { $in: ['blue', 'red'] } }, RED, true],
  ['$in without it', { 'metadata.team': { $in: ['blue', 'green'] } }, RED, false],
  ['$nin', { 'metadata.team': { $nin: ['blue', 'green'] } }, RED, true],
  ['$nin with it', { 'metadata.team': { $nin: ['red'] } }, RED, false],
  ['$regex', { 'params.model': { $regex: '^claude-sonnet-4-\\d+$' } }, {}, true],
  ['$regex that finds nothing', { 'params.model': { $regex: '^gpt' } }, {}, false],
  ['several operators as all of them', { 'params.max_tokens': { $gt: 50, $lt: 100 } }, {}, false],
  ['several keys as all of them', { 'metadata.team': 'red', 'params.max_tokens': 100 }, RED, true],
  ['several keys, of which one does not hold', { 'metadata.team': 'red', 'params.max_tokens': 7 }, RED, false],
  ['$and', { $and: [{ 'metadata.team': 'red' }, { 'metadata.tier': '5' }] }, RED, true],
  ['$and, of which one does not hold', { $and: [{ 'metadata.team': 'red' }, { 'metadata.tier': '6' }] }, RED, false],
  ['$or', { $or: [{ 'metadata.team': 'blue' }, { 'metadata.tier': '5' }] }, RED, true],
  ['$or of which none holds', { $or: [{ 'metadata.team': 'blue' }, { 'metadata.tier': '6' }] }, RED, false],
  [
    '$or inside $and inside $or',
    { $or: [{ $and: [{ 'metadata.team': 'red' }, { $or: [{ 'metadata.tier': 4 }, { 'metadata.tier': 5 }] }] }] },
    RED,
    true,
  ],
  ['what stands beside $or, too', { $or: [{ 'metadata.team': 'red' }], 'params.max_tokens': 7 }, RED, false],
  ['what is absent as not equal', { 'metadata.nobody': 'red' }, RED, false],
  ['what is absent as $ne', { 'metadata.nobody': { $ne: 'red' } }, RED, true],
  ['what is absent as $nin', { 'metadata.nobody': { $nin: ['red'] } }, RED, true],
  ['what is absent as beyond no bound', { 'metadata.nobody': { $lt: 5 } }, RED, false],
  ['what is absent as matching no pattern', { 'metadata.nobody': { $regex: 'undefined|^$' } }, RED, false],
  ['a boolean', { 'params.stream': true }, { stream: true }, true],
  ['a boolean that is absent', { 'params.stream': true }, {}, false],
  ['a structure as absent', { 'params.messages': { $regex: '.' } }, {}, false],
  ['the path', { 'url.pathname': '/v1/messages' }, {}, true],
  ['the path of another operation', { 'url.pathname': { $regex: 'count_tokens$' } }, {}, false],
  ['the path without its query', { 'url.pathname': '/v1/messages' }, { path: '/v1/messages?beta=true' }, true],
  ['a header', { 'headers.X-Team': 'blue' }, { headers: { 'x-team': 'blue' } }, true],
  ['a header that nobody sent', { 'headers.constructor': { $regex: '.' } }, {}, false],
  [
    'metadata that cannot be read as none',
    { 'metadata.team': 'red' },
    { headers: { 'x-portkey-metadata': 'team=red' } },
    false,
  ],
  [
    'metadata in other alphabets',
    { 'metadata.team': 'grün' },
    { headers: { 'x-portkey-metadata': '{"team":"gr\\u00fcn"}' } },
    true,
  ],
  ['a parameter of a large body', { 'params.max_tokens': 100 }, { body: { system: 'x'.repeat(300_000) } }, true],
  [
    'a pattern that would backtrack for ever elsewhere',
    { 'params.model': { $regex: '(a+)+$' } },
    { body: { user: undefined } },
    false,
  ],
];

const readings: Scenario[] = TABLE.map(([what, query, ask, holds]) => ({
  name: `reads ${what}`,
  config: choosing(query),
  ask,
  ...(holds ? YES : NO),
  row: { mode: 'conditional' },
  notes: [holds ? 'the condition for "yes" holds' : 'the default "no": no condition holds'],
}));

const choices: Scenario[] = [
  {
    name: 'takes the first condition that holds',
    config: {
      strategy: {
        mode: 'conditional',
        conditions: [
          { query: { 'params.max_tokens': 7 }, then: 'first' },
          { query: { 'params.max_tokens': 100 }, then: 'second' },
          { query: { 'params.max_tokens': { $gt: 1 } }, then: 'third' },
        ],
        default: 'first',
      },
      targets: [
        { name: 'first', provider: '@a' },
        { name: 'second', provider: '@b' },
        { name: 'third', provider: '@c' },
      ],
    },
    ...YES,
  },
  {
    name: 'resolves to nothing when no condition holds and there is no default',
    config: {
      strategy: { mode: 'conditional', conditions: [{ query: { 'metadata.team': 'red' }, then: 'red' }] },
      targets: [{ name: 'red', provider: '@a' }],
    },
    status: 400,
    used: null,
    says: ['did not resolve'],
    row: { error_code: 'invalid_config' },
  },
  {
    name: 'does not move on when its target fails',
    upstreams: { b: failing(503) },
    config: choosing({ 'params.max_tokens': 100 }),
    calls: { b: 1 },
    status: 503,
    used: 'config.targets[1]',
  },
  {
    name: 'looks at the body as it came, before any parameter of the config',
    config: { ...choosing({ 'params.max_tokens': 100 }), override_params: { max_tokens: 7 } },
    ...YES,
    sent: { b: { max_tokens: 7 } },
  },
  {
    name: 'looks at the model with its provider in front',
    config: choosing({ 'params.model': { $regex: '^@a/' } }),
    ask: { body: { model: '@a/claude-sonnet-4-20250514' } },
    ...YES,
  },
  {
    name: 'chooses among whole strategies',
    upstreams: { b: failing(503) },
    config: {
      strategy: {
        mode: 'conditional',
        conditions: [{ query: { 'headers.x-tier': 'gold' }, then: 'safe' }],
        default: 'cheap',
      },
      targets: [
        { name: 'cheap', provider: '@a' },
        { name: 'safe', ...fallback(['b', 'c']) },
      ],
    },
    ask: { headers: { 'x-tier': 'gold' } },
    calls: { b: 1, c: 1 },
    from: 'c',
    used: 'config.targets[1].targets[1]',
    notes: ['the condition for "safe" holds', 'config.targets[1].targets[0]: fell through with 503'],
  },
  {
    name: 'scales one alias across providers',
    config: {
      strategy: {
        mode: 'conditional',
        conditions: [{ query: { 'params.model': 'smart' }, then: 'smart' }],
        default: 'plain',
      },
      targets: [
        { name: 'plain', provider: '@a' },
        {
          name: 'smart',
          strategy: { mode: 'loadbalance' },
          override_params: { model: 'claude-sonnet-4-20250514' },
          targets: [
            { provider: '@b', weight: 0 },
            { provider: '@c', weight: 1 },
          ],
        },
      ],
    },
    ask: { body: { model: 'smart' } },
    calls: { c: 1 },
    from: 'c',
    used: 'config.targets[1].targets[1]',
    row: { requested_model: 'smart', ai_model: 'claude-sonnet-4@20250514' },
  },
  {
    name: 'knows the model that a raw path names',
    config: choosing({ 'params.model': { $regex: '^claude-sonnet' } }),
    ask: {
      path: '/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict',
      body: { model: undefined, anthropic_version: 'vertex-2023-10-16' },
    },
    ...YES,
  },
  {
    name: 'knows the path of a count of tokens',
    config: choosing({ 'url.pathname': '/v1/messages/count_tokens' }),
    ask: COUNTING,
    calls: { b: 1 },
    used: 'config.targets[1]',
    says: ['input_tokens'],
    cost: 'free',
  },
];

export const CONDITIONS: readonly Scenario[] = [...readings, ...choices];
