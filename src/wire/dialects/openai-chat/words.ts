/** Where the words of OpenAI's chat completions stand. Source: OpenAI's API reference, chat messages. */
import { itemsOf, memberAt, type Located } from '../../json/locate.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import {
  listOf,
  ofTool,
  textIn,
  textOf,
  wordsOfArguments,
  wordsOfContent,
  wordsOfString,
  type Author,
  type ReadText,
  type WordReader,
  type Words,
} from '../../words.ts';

const AUTHORS: Readonly<Record<string, Author>> = {
  assistant: 'assistant',
  system: 'system',
  developer: 'system',
  tool: 'tool-result',
  function: 'tool-result',
};

/** Of hosts that show what a model thinks: unlike thinking elsewhere, nobody has signed it. */
export const THOUGHTS: readonly string[] = ['reasoning_content', 'reasoning'];

/** Members of a part of `reasoning_details`, by which a router shows them. Source: OpenRouter's page on reasoning tokens. */
export const DETAILS = ['text', 'summary'] as const;

export const openaiChatWords: WordReader = {
  ofTurn: ofMessage,
  isModelTurn: (turn, read) => textOf(memberAt(turn, 'role'), read) === 'assistant',
  besides: { prediction: (value) => wordsOfContent(memberAt(value, 'content'), 'user') },
  ofAnswer: (answer, read) =>
    itemsOf(memberAt(answer, 'choices')).flatMap((choice) => ofMessage(memberAt(choice, 'message'), read)),
  repeats: ['logprobs'],
  toolCalls: (answer) =>
    listOf(answer, 'choices').flatMap(({ message }) =>
      [...listOf(message, 'tool_calls').map(calledIn), isObject(message) ? message['function_call'] : undefined]
        .filter((called): called is JsonObject => isObject(called))
        .map((called) => ({ name: textIn(called['name']), input: textIn(called['arguments'] ?? called['input']) })),
    ),
};

const calledIn = ({ function: called, custom }: JsonObject): unknown => (isObject(called) ? called : (custom ?? {}));

function ofMessage(message: Located | undefined, read: ReadText): Words[] {
  const author = AUTHORS[textOf(memberAt(message, 'role'), read) ?? ''] ?? 'user';
  const calls = itemsOf(memberAt(message, 'tool_calls')).flatMap(ofCall);
  const old = ofFunction(memberAt(message, 'function_call'));
  const content = memberAt(message, 'content');
  const refusals = [message, ...itemsOf(content)].flatMap((part) => wordsOfString(memberAt(part, 'refusal'), author));
  const thoughts = [
    ...THOUGHTS.flatMap((name) => wordsOfString(memberAt(message, name), 'thoughts')),
    ...itemsOf(memberAt(message, 'reasoning_details')).flatMap(ofDetail),
    ...itemsOf(content).flatMap((part) => wordsOfContent(memberAt(part, 'thinking'), 'thoughts')),
  ];
  return [...wordsOfContent(content, author), ...refusals, ...thoughts, ...calls, ...old];
}

/** What a vendor has signed nobody may change. */
const ofDetail = (detail: Located): Words[] =>
  memberAt(detail, 'signature')?.kind === 'string'
    ? []
    : DETAILS.flatMap((name) => wordsOfString(memberAt(detail, name), 'thoughts'));

function ofCall(call: Located): Words[] {
  const custom = memberAt(call, 'custom');
  return [
    ...ofFunction(memberAt(call, 'function')),
    ...ofTool(memberAt(custom, 'name'), wordsOfString(memberAt(custom, 'input'), 'tool-call')),
  ];
}

const ofFunction = (called: Located | undefined): Words[] =>
  ofTool(memberAt(called, 'name'), wordsOfArguments(memberAt(called, 'arguments')));
