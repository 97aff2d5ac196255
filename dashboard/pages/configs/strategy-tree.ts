/** A config as a tree to draw: what each node does with a request, and what it hands on to which target. */

export interface StrategyNode {
  /** As errors name it: `targets[0].targets[1]`; empty for the root. */
  path: string;
  /** null = a target that is called. */
  mode: string | null;
  name: string | null;
  /** As written: `@slug`, or the id of a provider; null = the request says which. */
  provider: string | null;
  model: string | null;
  /** How the node above comes to this one: `1st`, `70 %`, `when params.model is …`; null for the root. */
  turn: string | null;
  /** Of load balancing, 0 to 1; null elsewhere. */
  share: number | null;
  /** Retries, timeouts, caches and guardrails that are set here. */
  notes: readonly string[];
  children: readonly StrategyNode[];
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const partOf = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

/** Deeper than this no page has room. */
const MAX_DEPTH = 8;

/** Pure, and of any object: what is not as it should be is left out. Targets inherit what is set above them. */
export function strategyTree(config: Json): StrategyNode {
  return nodeOf(config, { path: '', provider: null, model: null, turn: null, share: null, depth: 0 });
}

type Inherited = Pick<StrategyNode, 'path' | 'provider' | 'model' | 'turn' | 'share'> & { depth: number };

function nodeOf(node: Json, above: Inherited): StrategyNode {
  const provider = textOf(node['provider']) ?? atSlug(textOf(node['virtual_key'])) ?? above.provider;
  const model =
    textOf(partOf(node['override_params'], 'model')) ?? textOf(partOf(node['default_params'], 'model')) ?? above.model;
  const targets = above.depth < MAX_DEPTH ? listOf(node['targets']).filter(isObject) : [];
  const mode = targets.length === 0 ? null : (textOf(partOf(node['strategy'], 'mode')) ?? 'single');
  const turns = turnsOf({ mode: mode ?? 'single', strategy: node['strategy'], targets });
  return {
    path: above.path,
    mode,
    name: textOf(node['name']),
    provider,
    model,
    turn: above.turn,
    share: above.share,
    notes: notesOf(node),
    children: targets.map((target, index) =>
      nodeOf(target, {
        path: `${above.path === '' ? '' : `${above.path}.`}targets[${index}]`,
        provider,
        model,
        ...(turns[index] ?? { turn: null, share: null }),
        depth: above.depth + 1,
      }),
    ),
  };
}

const atSlug = (slug: string | null): string | null => (slug === null || slug.startsWith('@') ? slug : `@${slug}`);

interface Siblings {
  mode: string;
  strategy: unknown;
  targets: readonly Json[];
}

type Turn = Pick<StrategyNode, 'turn' | 'share'>;

function turnsOf({ mode, strategy, targets }: Siblings): readonly Turn[] {
  if (/^load[-_]?balance$/.test(mode)) return sharesOf(targets);
  if (mode === 'conditional') return targets.map((target) => ({ turn: conditionOf(strategy, target), share: null }));
  if (mode === 'fallback') return targets.map((_, index) => ({ turn: ordinal(index + 1), share: null }));
  if (mode === 'single') {
    return targets.map((_, index) => ({
      turn: index === 0 ? null : 'never: a single strategy takes the first',
      share: null,
    }));
  }
  return targets.map(() => ({ turn: null, share: null }));
}

function sharesOf(targets: readonly Json[]): readonly Turn[] {
  const weights = targets.map(({ weight }) => (typeof weight === 'number' && weight >= 0 ? weight : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => {
    const share = total === 0 ? 0 : weight / total;
    return { turn: `${Math.round(share * 1000) / 10} %`, share };
  });
}

const SUFFIXES: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const RULES = new Intl.PluralRules('en', { type: 'ordinal' });
const ordinal = (count: number): string => `${count}${SUFFIXES[RULES.select(count)] ?? 'th'}`;

function conditionOf(strategy: unknown, { name }: Json): string {
  const queries = listOf(partOf(strategy, 'conditions'))
    .filter((condition) => name !== undefined && partOf(condition, 'then') === name)
    .map((condition) => `when ${inWords(partOf(condition, 'query'))}`);
  if (name !== undefined && partOf(strategy, 'default') === name) queries.push('otherwise');
  return queries.length === 0 ? 'never: no condition names it' : queries.join(', or ');
}

const SIGNS: Readonly<Record<string, string>> = {
  $eq: 'is',
  $ne: 'is not',
  $in: 'is one of',
  $nin: 'is none of',
  $regex: 'matches',
  $gt: '>',
  $gte: '≥',
  $lt: '<',
  $lte: '≤',
};

function inWords(query: unknown): string {
  if (!isObject(query)) return '…';
  const parts = Object.entries(query).map(([field, test]) => {
    if (field === '$and' || field === '$or') {
      return `(${listOf(test)
        .map(inWords)
        .join(field === '$and' ? ' and ' : ' or ')})`;
    }
    if (!isObject(test)) return `${field} is ${JSON.stringify(test)}`;
    return Object.entries(test)
      .map(([sign, value]) => `${field} ${SIGNS[sign] ?? sign} ${JSON.stringify(value)}`)
      .join(' and ');
  });
  return parts.join(' and ');
}

function notesOf(node: Json): string[] {
  return [...handOnNotes(node), ...callNotes(node), ...timeoutNotes(node), ...guardrailNotes(node)];
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** When it goes on to another target, and when it does not. */
function handOnNotes(node: Json): string[] {
  const { strategy } = node;
  const codes = listOf(partOf(strategy, 'on_status_codes') ?? node['on_status_codes']);
  const reasons = listOf(partOf(strategy, 'on_stop_reasons'));
  const isSticky = partOf(partOf(strategy, 'sticky'), 'enabled') === true;
  const hasBreaker = isObject(node['cb_config']) || isObject(partOf(strategy, 'cb_config'));
  return [
    ...(codes.length > 0 ? [`after ${codes.join(', ')}`] : []),
    ...(reasons.length > 0 ? [`after ${reasons.join(', ')}`] : []),
    ...(isSticky ? ['sticky'] : []),
    ...(hasBreaker ? ['circuit breaker'] : []),
  ];
}

function callNotes(node: Json): string[] {
  const attempts = partOf(node['retry'], 'attempts');
  const cache = textOf(node['cache']) ?? textOf(partOf(node['cache'], 'mode'));
  return [
    ...(typeof attempts === 'number' && attempts > 0 ? [`up to ${counted(attempts, 'retry', 'retries')}`] : []),
    ...(cache === null ? [] : [`${cache} cache`]),
  ];
}

const TIMEOUTS = { request_timeout: 'first byte', idle_timeout: 'between bytes', total_timeout: 'whole' } as const;

function timeoutNotes(node: Json): string[] {
  return Object.entries(TIMEOUTS).flatMap(([field, what]) => {
    const ms = node[field];
    return typeof ms === 'number' ? [`${what} within ${ms / 1000} s`] : [];
  });
}

const SIDES = {
  input: ['input_guardrails', 'before_request_hooks', 'input_mutators'],
  output: ['output_guardrails', 'after_request_hooks', 'output_mutators'],
} as const;

function guardrailNotes(node: Json): string[] {
  return Object.entries(SIDES).flatMap(([side, lists]) => {
    const count = lists.reduce((sum, name) => sum + listOf(node[name]).length, 0);
    return count === 0 ? [] : [counted(count, `${side} guardrail`, `${side} guardrails`)];
  });
}
