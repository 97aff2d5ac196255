/** What the fake Claude does when the real Claude Code asks it to work: tools first, then a last word. */
import { join } from 'node:path';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { text, thinking, toolUse, usage, webSearch } from '../../testkit/upstream/scripted-message.ts';
import type { Block, ScriptedUsage } from '../../testkit/upstream/scripted-message.ts';

export const FILE_CONTENT = 'hello through the gateway\nünïcode ✓ "quoted" \\ line\n';
export const LAST_WORD = 'All done: the file is written and counted. ✓';
export const SEARCH_RESULT = { title: 'Tollgate on a search page', url: 'https://example.com/tollgate' };

/** Usage of each turn of `fileWork`: every turn reads what the earlier ones wrote. */
export const WORK_USAGE: readonly ScriptedUsage[] = [
  usage({ input: 5, cacheWrite5m: 20_000, output: 200, thinking: 50 }),
  usage({ input: 6, cacheRead: 20_000, cacheWrite5m: 300, output: 100, thinking: 20 }),
  usage({ input: 7, cacheRead: 20_300, cacheWrite5m: 250, output: 150, thinking: 30 }),
  usage({ input: 8, cacheRead: 20_550, cacheWrite1h: 90, output: 60 }),
];

/**
 * Writes a file, counts its bytes, then reads and copies at once, then says the last word: four requests. `done`: how many of
 * them were answered.
 */
export function fileWork(body: JsonRecord, folder: string, done = assistantTurns(body)): Answer {
  if (!hasTool(body, 'Write')) return answer([text('{"title":"Write a file"}')]);
  const file = join(folder, 'hello.txt');
  const turns: Block[][] = [
    [
      thinking('I should write the file first — "quoted", ünïcode, \\ and all.'),
      text('I will write a file.'),
      toolUse('Write', { file_path: file, content: FILE_CONTENT }),
    ],
    [
      thinking('Now count the bytes.'),
      toolUse('Bash', { command: 'wc -c < hello.txt > size.txt && echo bash-ran', description: 'Count bytes' }),
    ],
    [
      thinking('Two things at once.'),
      text('Now two at once.'),
      toolUse('Read', { file_path: file }),
      toolUse('Bash', { command: 'cp size.txt copy.txt && echo parallel-ran', description: 'Copy' }),
    ],
    [text(LAST_WORD)],
  ];
  const turn = Math.min(done, turns.length - 1);
  const used = WORK_USAGE[turn];
  return answer(turns[turn] ?? [], used === undefined ? {} : { usage: used });
}

export interface WorkTurn {
  text?: string;
  calls?: { name: string; input: JsonRecord }[];
}

/** The same work as turns that any dialect can tell: writes a file, counts its bytes, reads and copies at once, says the last word. */
export function workTurns(folder: string): readonly WorkTurn[] {
  const file = join(folder, 'hello.txt');
  const count = { command: 'wc -c < hello.txt > size.txt && echo bash-ran', description: 'Count' };
  const copy = { command: 'cp size.txt copy.txt && echo parallel-ran', description: 'Copy' };
  return [
    { text: 'I will write a file.', calls: [{ name: 'Write', input: { file_path: file, content: FILE_CONTENT } }] },
    { calls: [{ name: 'Bash', input: count }] },
    {
      text: 'Now two at once.',
      calls: [
        { name: 'Read', input: { file_path: file } },
        { name: 'Bash', input: copy },
      ],
    },
    { text: LAST_WORD },
  ];
}

/** Calls WebSearch; the client's inner request with the server tool gets a result; then the last word. */
export function searchWork(body: JsonRecord): Answer {
  const isInner = recordsIn(body['tools']).some((tool) => stringAt(tool, 'type').startsWith('web_search_'));
  if (isInner) {
    const blocks = [...webSearch('tollgate', [SEARCH_RESULT]), text('Found one page about Tollgate.')];
    return answer(blocks, { usage: { webSearches: 1 } });
  }
  if (assistantTurns(body) > 0) return answer([text(LAST_WORD)]);
  return answer([toolUse('WebSearch', { query: 'tollgate' })]);
}

/** Hands the work to an agent; its one request is known by its prompt; then the last word. */
export function agentWork(body: JsonRecord): Answer {
  const order = 'Say that you are the agent.';
  const isAgent = JSON.stringify(body['messages']).includes(order) && assistantTurns(body) === 0;
  if (isAgent) return answer([text('I am the agent.')]);
  if (assistantTurns(body) > 0) return answer([text(LAST_WORD)]);
  return answer([
    toolUse('Agent', {
      description: 'Speak',
      prompt: order,
      subagent_type: 'general-purpose',
      run_in_background: false,
    }),
  ]);
}

/** How far `fileWork` is by what its tools have answered: an answer that was cut off may be in the conversation as well. */
export function turnByResults(body: JsonRecord): number {
  const blocks = recordsIn(body['messages']).flatMap((message) => recordsIn(message['content']));
  const results = JSON.stringify(blocks.filter((block) => block['type'] === 'tool_result'));
  return ['hello.txt', 'bash-ran', 'parallel-ran'].filter((sign) => results.includes(sign)).length;
}

function assistantTurns(body: JsonRecord): number {
  return recordsIn(body['messages']).filter((message) => message['role'] === 'assistant').length;
}

export function hasTool(body: JsonRecord, name: string): boolean {
  return recordsIn(body['tools']).some((tool) => tool['name'] === name);
}
