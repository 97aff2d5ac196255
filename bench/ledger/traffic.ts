/** Traffic of the simulation: everything at once, to find overruns; and what Claude Code sends, to measure what holds cost. */
import { fallback, type Traffic } from './simulate.ts';

const retry = { attempts: 2, on_status_codes: [503] };

/** Sizes, lengths and failures of every kind. */
export const MIXED: Traffic = {
  body: (chance) => ({
    prompt: 0,
    turns: [Math.min(200_000, Math.floor(chance.logNormal(4000, 1.5)))],
    maxTokens: chance.pick([64, 1024, 8192, 32_000, 64_000]),
    stream: chance() < 0.7,
    writesCache: chance() < 0.5,
    agent: chance() < 0.4 ? chance.pick(['a-1', 'a-2', 'a-3']) : null,
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
      agent: null,
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
