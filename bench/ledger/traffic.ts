/** Traffic of the simulation: everything at once, to find overruns; and what Claude Code sends, to measure what holds cost. */
import { fallback, type SimulatedBudget, type Traffic } from './simulate.ts';

const retry = { attempts: 2, on_status_codes: [503] };

/** Sizes, lengths and failures of every kind. */
export const MIXED: Traffic = {
  body: (chance) => ({
    prompt: 0,
    turns: [Math.min(200_000, Math.floor(chance.logNormal(4000, 1.5)))],
    maxTokens: chance.pick([64, 1024, 8192, 32_000, 64_000]),
    stream: chance() < 0.7,
    writesCache: chance() < 0.5,
    config: chance.pick([
      { provider: '@a' },
      { provider: '@b1', retry },
      fallback('a', 'c'),
      { ...fallback('b1', 'b2', 'c'), retry },
    ]),
  }),
  answer(chance, { bytes, writesCache }) {
    // The same text is always as many tokens.
    const input = Math.floor(bytes * (0.15 + 0.8 * ((bytes * 0.618) % 1)));
    const cached = chance() < 0.5 ? Math.floor(input * chance()) : 0;
    const written = writesCache ? input - cached : 0;
    const failure = chance();
    return {
      latencyMs: chance.between(50, 4000),
      input: {
        input_tokens: input - cached - written,
        cache_read_input_tokens: cached,
        cache_creation_input_tokens: written,
      },
      thinkingTokens: chance() < 0.4 ? Math.floor(chance.logNormal(800, 1)) : 0,
      outputTokens: Math.floor(chance.logNormal(500, 1.4)),
      tokensPerSecond: chance.between(20, 450),
      bytesPerToken: chance.between(1, 6),
      failure: failure < 0.08 ? 503 : failure < 0.12 ? 'reset' : null,
      breaksAfter: chance() < 0.05 ? chance() : null,
    };
  },
  pauseMs: (chance) => chance.between(0, 2000),
};

/**
 * Turns of an agent: 70 KB of prompt and a conversation that grows to 250 KB, nearly all of it in the prompt cache, 32,000 tokens allowed, a few hundred
 * written at 70 a second, some of it after thinking.
 */
export const CLAUDE_CODE: Traffic = {
  body(chance, conversation) {
    const { turns } = conversation;
    // A new conversation begins where the old one has grown too long.
    if (conversation.prompt === 0 || turns.reduce((sum, bytes) => sum + bytes, 0) > 250_000) {
      conversation.prompt = 70_000;
      turns.length = 0;
    }
    if (turns.length > 0) turns.push(Math.floor(chance.logNormal(1500, 0.8)));
    turns.push(Math.floor(chance.logNormal(3000, 1)));
    const { prompt } = conversation;
    return {
      prompt,
      turns: [...turns],
      maxTokens: 32_000,
      stream: true,
      writesCache: true,
      config: { provider: '@a' },
    };
  },
  answer(chance, { bytes }) {
    const input = Math.floor(bytes / 3.6);
    const written = Math.floor(input * chance.between(0.01, 0.08));
    return {
      latencyMs: chance.between(800, 2000),
      input: { input_tokens: 3, cache_read_input_tokens: input - written - 3, cache_creation_input_tokens: written },
      thinkingTokens: chance() < 0.3 ? Math.floor(chance.logNormal(300, 0.8)) : 0,
      outputTokens: Math.max(20, Math.min(8000, Math.floor(chance.logNormal(300, 1)))),
      tokensPerSecond: chance.between(55, 85),
      bytesPerToken: 4,
      failure: null,
      breaksAfter: null,
    };
  },
  pauseMs: (chance) => chance.between(500, 4000),
};

const DOLLAR = 1e9;

/** Twenty limits: of two keys, two workspaces and the providers of both; in dollars, tokens and requests; of every period. */
export function twentyLimits(scale: number): SimulatedBudget[] {
  const budget = (owner: SimulatedBudget['owner'], of: string, more: Partial<SimulatedBudget>): SimulatedBudget => ({
    owner,
    of,
    unit: 'cost',
    amount: 1,
    alertAt: null,
    period: null,
    ...more,
    ...(more.amount === undefined ? {} : { amount: Math.max(1, Math.floor(more.amount * scale)) }),
  });
  const everyFive = { every: 5, from: '2026-11-20' } as const;
  const owners = ['one', 'two'].flatMap((of) => [
    budget('api_key', of, { amount: 4 * DOLLAR, period: 'daily' }),
    budget('api_key', of, { unit: 'tokens', amount: 900_000, period: 'weekly' }),
    budget('api_key', of, { unit: 'requests', amount: 900, period: everyFive }),
    budget('workspace', of, { amount: 9 * DOLLAR, period: 'monthly' }),
    budget('workspace', of, { unit: 'tokens', amount: 3_000_000 }),
    budget('workspace', of, { unit: 'requests', amount: 2500, period: 'weekly' }),
  ]);
  const providers = ['a', 'b1', 'b2', 'c'].flatMap((of) => [
    budget('provider', of, { amount: 5 * DOLLAR, period: 'weekly' }),
    budget('provider', of, { unit: 'tokens', amount: 1_500_000, period: 'daily' }),
  ]);
  return [...owners, ...providers];
}

/** One budget in dollars, of one key. Both keys of the simulation have it, so one workspace is as good as the other. */
export const oneBudget = (dollars: number): SimulatedBudget[] => [
  { owner: 'provider', of: 'a', unit: 'cost', amount: dollars * DOLLAR, alertAt: null, period: null },
];
