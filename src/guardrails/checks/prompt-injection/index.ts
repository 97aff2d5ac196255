/** `tollgate.promptInjection`: instructions that somebody planted in what a tool found, or in a text. Heuristics, no model. */
import { z } from 'zod';
import { defineCheck, type Check, type Finding } from '../../check.ts';

/** Each with what it weighs: one strong sign, or two weak ones. */
const SIGNS: readonly { kind: string; weight: number; pattern: RegExp }[] = [
  {
    kind: 'OVERRIDE',
    weight: 2,
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:previous|prior|above|earlier|all|any|your|the|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|directives?|context)\b/gi,
  },
  {
    kind: 'OVERRIDE',
    weight: 2,
    pattern:
      /\b(?:ignorier\w*|vergiss|ignora|ignorez|oubliez|olvida)\b.{0,40}\b(?:anweisung\w*|instruc\w+|istruzioni|consignes|regeln)\b/gi,
  },
  {
    kind: 'NEW_ROLE',
    weight: 1,
    pattern:
      /\b(?:you are now|from now on,? you|act as|pretend (?:to be|you are)|new (?:system )?(?:instructions?|prompt|role))\b/gi,
  },
  {
    kind: 'NEW_ROLE',
    weight: 2,
    pattern:
      /\b(?:DAN mode|developer mode|jailbreak|do anything now|without (?:any )?(?:restrictions|filters|limitations))\b/gi,
  },
  {
    kind: 'FALSE_TURN',
    weight: 2,
    pattern:
      /<\/?(?:system|assistant|user|im_start|im_end|tool_result|function_results)>|<\|(?:im_start|im_end|system|user|assistant)\|>|\[\/?INST\]|^#{2,3} ?(?:System|Instruction|Assistant):/gim,
  },
  {
    kind: 'SECRECY',
    weight: 1,
    pattern:
      /\b(?:do not|don['’]t|never|without)\s(?:\w{1,12}\s){0,4}(?:tell|mention|inform|reveal|notify|let)\b.{0,30}\b(?:user|human|developer|anyone|this)\b/gi,
  },
  {
    kind: 'EXFILTRATION',
    weight: 2,
    pattern:
      /\b(?:send|post|upload|exfiltrate|forward|leak|transmit)\b.{0,60}\b(?:api keys?|secrets?|passwords?|credentials?|tokens?|env(?:ironment)? variables?|\.env|private keys?|conversation|chat history)\b.{0,60}\b(?:to|at|via)\b/gi,
  },
  {
    kind: 'PROMPT_THEFT',
    weight: 2,
    pattern:
      /\b(?:reveal|print|show|repeat|output|display|tell me)\b.{0,30}\b(?:your|the)\b.{0,20}\b(?:system prompt|initial prompt|hidden instructions?|system message)\b/gi,
  },
  {
    kind: 'ADDRESSED_TO_MODELS',
    weight: 1,
    pattern:
      /\b(?:attention|important|note|urgent|instructions?)\b.{0,12}\b(?:to|for)\b.{0,12}\b(?:ai|llm|assistant|claude|gpt|chatbot|language model|agent)s?\b/gi,
  },
  { kind: 'HIDDEN_TEXT', weight: 2, pattern: /[\u{e0000}-\u{e007f}]{4,}|(?:\u200b|\u200c|\u200d|\u2060){8,}/gu },
];

export const promptInjection: Check = defineCheck({
  id: 'tollgate.promptInjection',
  name: 'Prompt injection',
  summary: 'Passes when nothing reads like an instruction that was planted for a model.',
  parameters: z.strictObject({
    sensitivity: z
      .enum(['low', 'high'])
      .default('low')
      .meta({ description: 'low: one strong sign or two weak ones; high: one.' }),
  }),
  open: ({ sensitivity }) => ({
    kind: 'scanner',
    scan(text) {
      const found: (Finding & { weight: number })[] = [];
      for (const { kind, weight, pattern } of SIGNS) {
        for (const { index, 0: match } of text.matchAll(pattern)) {
          found.push({ start: index, end: index + match.length, kind, weight });
          if (found.length > 100) break;
        }
      }
      const sum = found.reduce((total, { weight }) => total + weight, 0);
      const isEnough = sum >= (sensitivity === 'high' ? 1 : 2);
      return isEnough
        ? found.map(({ start, end, kind }) => ({ start, end, kind })).toSorted((a, b) => a.start - b.start)
        : [];
    },
    redact: null,
    passes: (count) => count === 0,
  }),
});
