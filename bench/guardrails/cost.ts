/** CPU time of guardrails on a body of Claude Code's size, 4 KB of it new, and all of it new: `node bench/guardrails/cost.ts`. */
import { compileGuardrail, type CompiledGuardrail } from '../../src/guardrails/definition.ts';
import { CHECKS } from '../../src/guardrails/registry.gen.ts';
import { runGuardrail } from '../../src/guardrails/run.ts';
import { createScanMemory, RequestWords, type ScanMemory } from '../../src/gateway/guard/request-words.ts';
import { anthropicMessages } from '../../src/wire/dialects/anthropic-messages/index.ts';
import { scanDocument } from '../../src/wire/json/scan.ts';
import { readFileSync } from 'node:fs';

const RULES = [
  '(?i)aurora',
  '(?i)project[- ]borealis',
  String.raw`\bACME-\d{4,6}\b`,
  String.raw`(?i)\bconfidential\b`,
  String.raw`(?i)internal use only`,
  String.raw`\bhttps?://[\w.-]+\.corp\b`,
  String.raw`(?i)\bmerger\b.{0,40}\bagreement\b`,
  String.raw`\b[A-Z]{3}-\d{3}-\d{3}\b`,
  String.raw`(?i)do not (?:share|distribute)`,
  String.raw`\bkey_[a-z0-9]{24}\b`,
];

function compiled(checks: object[]): CompiledGuardrail {
  const guardrail = compileGuardrail({ checks, actions: { deny: true } }, { id: 'g', checks: CHECKS });
  if (!guardrail.ok) throw new Error(JSON.stringify(guardrail.problem));
  return guardrail.value;
}

const GUARDRAIL = compiled([
  { id: 'tollgate.secrets', parameters: { redact: true } },
  { id: 'portkey.pii', parameters: { redact: true } },
  ...RULES.map((rule) => ({ id: 'default.regexMatch', parameters: { rule, not: true } })),
]);

/** Sources of this repository, as tools read them. */
const SOURCE = [
  'src/gateway/relay/relay.ts',
  'src/guardrails/definition.ts',
  'docs/reference/configs.md',
  'src/wire/json/scan.ts',
]
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const piece = (at: number, size: number): string => {
  const start = (at * 7919) % (SOURCE.length - size);
  return `// ${at}\n${SOURCE.slice(start, start + size)}`;
};

const turns = (count: number, tag: number): object[] =>
  Array.from({ length: count }, (_, at) =>
    at % 2 === 0
      ? { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: piece(at + tag, 7000) }] }
      : { role: 'assistant', content: [{ type: 'text', text: piece(at + tag, 300) }] },
  );

/** CPU of this thread: what other processes do meanwhile is no part of it. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function run(messages: readonly object[], memory: ScanMemory): Promise<{ cpuMs: number; longestMs: number }> {
  const document = scanDocument(Buffer.from(JSON.stringify({ model: 'm', messages })), 'messages');
  let longestMs = 0;
  let since = threadMs();
  const nextTurn = async (): Promise<void> => {
    longestMs = Math.max(longestMs, threadMs() - since);
    await new Promise(setImmediate);
    since = threadMs();
  };
  const before = process.cpuUsage();
  since = threadMs();
  const words = new RequestWords(document, anthropicMessages, { memory, nextTurn, elapsed: () => performance.now() });
  const request = {
    operation: 'messages',
    provider: '',
    model: null,
    isStream: true,
    metadata: {},
    headers: {},
    json: () => null,
    keys: () => [],
  };
  const refuse = (): Promise<never> => Promise.reject(new Error('Nobody is to be asked.'));
  const ports = {
    now: () => 0,
    call: refuse,
    resolves: refuse,
    ask: refuse,
    signAws: () => ({}),
    mask: (text: string) => text,
  };
  await runGuardrail(GUARDRAIL, {
    side: 'input',
    conversation: words,
    request,
    answer: null,
    ports,
    elapsed: () => performance.now(),
    nextTurn,
  });
  longestMs = Math.max(longestMs, threadMs() - since);
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, longestMs };
}

const median = (values: number[]): string =>
  (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(2);

const news: number[] = [];
const alls: { cpuMs: number; longestMs: number }[] = [];
for (let round = 0; round < 40; round += 1) {
  const memory = createScanMemory();
  const old = turns(80, round * 1000);
  alls.push(await run(old, memory));
  const next = [
    ...old,
    { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] },
    { role: 'user', content: piece(round, 4000) },
  ];
  news.push((await run(next, memory)).cpuMs);
}
/** One session whose requests bring 4 KB each: the code is warm, as in a gateway that serves. */
const memory = createScanMemory();
const session = turns(80, 0);
await run(session, memory);
const running: number[] = [];
for (let round = 0; round < 300; round += 1) {
  const added = [
    { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] },
    { role: 'user', content: piece(round + 5000, 4000) },
  ];
  running.push((await run([...session, ...added], memory)).cpuMs);
}
console.log(`300 KB with 4 KB new, one session after another request: ${median(running.slice(100))} ms of CPU.`);
console.log(
  `300 KB with 4 KB new: ${median(news)} ms of CPU. All new: ${median(alls.map(({ cpuMs }) => cpuMs))} ms, in slices of at most ${median(alls.map(({ longestMs }) => longestMs))} ms of the thread's CPU.`,
);
