/** What each graph of the API shows, and how: the words and formats for its figures. */
import type { GraphName } from '../../api/queries/analytics.ts';
import { formatCents } from '../../format/money.ts';
import { formatCount, formatDuration, formatPercent } from '../../format/numbers.ts';
import type { GraphSpec } from './graph-card.tsx';

const QUANTILES = [
  { name: 'p50', label: 'p50' },
  { name: 'p90', label: 'p90' },
  { name: 'p99', label: 'p99' },
];
const STATUSES = [400, 401, 403, 404, 408, 412, 413, 429, 446, 499, 500, 502, 503, 504, 529];

type Shown = Exclude<GraphName, 'overview' | 'errors/status-codes' | 'feedbacks/scores' | 'feedbacks/ai-models'>;

export const GRAPH_SPECS: Readonly<Record<Shown, GraphSpec>> = {
  cost: {
    graph: 'cost',
    title: 'Spend',
    figures: [{ name: 'total', label: 'Spend' }],
    format: formatCents,
    look: 'stacked',
    better: 'neither',
    rows: 'cost>0',
  },
  requests: {
    graph: 'requests',
    title: 'Requests',
    figures: [{ name: 'total', label: 'Requests' }],
    format: formatCount,
    look: 'stacked',
    better: 'neither',
  },
  tokens: {
    graph: 'tokens',
    title: 'Tokens',
    help: 'Input counts what came from the prompt cache as well.',
    figures: [
      { name: 'prompt', label: 'Input' },
      { name: 'completion', label: 'Output' },
    ],
    format: formatCount,
    look: 'stacked',
    better: 'neither',
  },
  latency: {
    graph: 'latency',
    title: 'Time to the last byte',
    figures: QUANTILES,
    format: formatDuration,
    look: 'lines',
    better: 'lower',
  },
  'time-to-first-byte': {
    graph: 'time-to-first-byte',
    title: 'Time to the first byte',
    figures: QUANTILES,
    format: formatDuration,
    look: 'lines',
    better: 'lower',
  },
  'output-speed': {
    graph: 'output-speed',
    title: 'Output speed',
    help: 'Output tokens per second after the first byte, of streamed answers.',
    figures: [
      { name: 'p10', label: 'p10' },
      { name: 'p50', label: 'p50' },
      { name: 'p90', label: 'p90' },
    ],
    format: (value) => `${formatCount(Math.round(value))} /s`,
    look: 'lines',
    better: 'higher',
  },
  'gateway-time': {
    graph: 'gateway-time',
    title: 'The gateway’s own time',
    help: 'From the request’s arrival until the upstream was asked; waiting for the body is not counted.',
    figures: [
      { name: 'p50', label: 'p50' },
      { name: 'p99', label: 'p99' },
    ],
    format: (value) => `${value.toFixed(2)} ms`,
    look: 'lines',
    better: 'lower',
  },
  stalls: {
    graph: 'stalls',
    title: 'Longest silence within an answer',
    help: 'Between two chunks of one answer.',
    figures: QUANTILES,
    format: formatDuration,
    look: 'lines',
    better: 'lower',
  },
  'tool-calls': {
    graph: 'tool-calls',
    title: 'Answers that call tools',
    help: 'Answers that ended so that the client runs tools, and searches and page reads that the provider did itself.',
    figures: [
      { name: 'total', label: 'Answers' },
      { name: 'web_searches', label: 'Web searches' },
      { name: 'web_fetches', label: 'Pages read' },
    ],
    format: formatCount,
    look: 'lines',
    better: 'neither',
  },
  guardrails: {
    graph: 'guardrails',
    title: 'Requests by what guardrails did',
    help: 'A request is counted once in each line that fits it.',
    figures: [
      { name: 'passed', label: 'Passed' },
      { name: 'changed', label: 'Changed' },
      { name: 'reported', label: 'Reported' },
      { name: 'denied', label: 'Denied' },
      { name: 'watched', label: 'Only watched' },
    ],
    format: formatCount,
    look: 'stacked',
    better: 'neither',
  },
  users: {
    graph: 'users',
    title: 'Active users',
    help: 'People where one is known, else keys.',
    figures: [{ name: 'total', label: 'Users' }],
    format: formatCount,
    look: 'stacked',
    better: 'neither',
  },
  'users/requests': {
    graph: 'users/requests',
    title: 'Requests per user',
    figures: [{ name: 'avg', label: 'Average' }],
    format: (value) => formatCount(Math.round(value * 10) / 10),
    look: 'lines',
    better: 'neither',
  },
  sessions: {
    graph: 'sessions',
    title: 'Sessions and agents',
    figures: [
      { name: 'total', label: 'Sessions' },
      { name: 'agents', label: 'Agents' },
    ],
    format: formatCount,
    look: 'lines',
    better: 'neither',
  },
  errors: {
    graph: 'errors',
    title: 'Failed requests',
    figures: [{ name: 'total', label: 'Failed' }],
    format: formatCount,
    look: 'stacked',
    better: 'lower',
    rows: 'status:error',
  },
  'errors/rate': {
    graph: 'errors/rate',
    title: 'Error rate',
    figures: [{ name: 'rate', label: 'Of all requests' }],
    format: formatPercent,
    look: 'lines',
    better: 'lower',
    rows: 'status:error',
  },
  'errors/stacks': {
    graph: 'errors/stacks',
    title: 'Failed requests by status',
    figures: [
      ...STATUSES.map((status) => ({ name: String(status), label: String(status) })),
      { name: 'other', label: 'other' },
    ],
    format: formatCount,
    look: 'stacked',
    better: 'lower',
    rows: 'status:error',
  },
  'requests/rescued': {
    graph: 'requests/rescued',
    title: 'Rescued requests',
    help: 'Answered although an attempt failed: after a retry of the same target, or by another target.',
    figures: [
      { name: 'retry_1', label: '1 retry' },
      { name: 'retry_2', label: '2 retries' },
      { name: 'retry_3_or_more', label: '3 or more' },
      { name: 'fallback', label: 'Fallback' },
    ],
    format: formatCount,
    look: 'stacked',
    better: 'neither',
  },
  'cache/hit-rate': {
    graph: 'cache/hit-rate',
    title: 'Answers from the gateway’s cache',
    figures: [
      { name: 'simple_hits', label: 'Same request' },
      { name: 'semantic_hits', label: 'Same meaning' },
    ],
    format: formatCount,
    look: 'stacked',
    better: 'higher',
    rows: 'cache:hit',
  },
  'cache/latency': {
    graph: 'cache/latency',
    title: 'Time of cached answers',
    figures: [
      { name: 'avg', label: 'From the cache' },
      { name: 'avg_without_cache', label: 'From an upstream' },
    ],
    format: formatDuration,
    look: 'lines',
    better: 'lower',
  },
  feedbacks: {
    graph: 'feedbacks',
    title: 'Ratings',
    figures: [{ name: 'total', label: 'Ratings' }],
    format: formatCount,
    look: 'stacked',
    better: 'neither',
    rows: 'feedback>-10',
  },
  'feedbacks/weighted': {
    graph: 'feedbacks/weighted',
    title: 'Average rating',
    help: 'Value × weight, from −10 to 10.',
    figures: [{ name: 'avg', label: 'Average' }],
    format: (value) => value.toFixed(1),
    look: 'lines',
    better: 'higher',
    rows: 'feedback>-10',
  },
  'prompt-cache': {
    graph: 'prompt-cache',
    title: 'Input tokens and the provider’s prompt cache',
    help: 'Tokens read from the cache cost about a tenth; tokens written cost a quarter more than fresh ones.',
    figures: [
      { name: 'read', label: 'Read from the cache' },
      { name: 'written', label: 'Written to the cache' },
      { name: 'fresh', label: 'Neither' },
    ],
    format: formatCount,
    look: 'stacked',
    better: 'neither',
  },
};

/** The second picture of the same graph. */
export const GUARDRAIL_TIME: GraphSpec = {
  graph: 'guardrails',
  title: 'Time that guardrails added to answers',
  figures: [
    { name: 'p50_ms', label: 'p50' },
    { name: 'p99_ms', label: 'p99' },
  ],
  format: (value) => `${value.toFixed(2)} ms`,
  look: 'lines',
  better: 'lower',
};
