/** Where the words of OpenAI's chat completions stand. Source: OpenAI's API reference, chat messages. */
import { itemsOf, memberAt, type Located } from '../../json/locate.ts';
import { isObject } from '../../json/object.ts';
import {
  listOf,
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

export const openaiChatWords: WordReader = {
  ofTurn: ofMessage,
  isModelTurn: (turn, read) => textOf(memberAt(turn, 'role'), read) === 'assistant',
  besides: { prediction: (value) => wordsOfContent(memberAt(value, 'content'), 'user') },
  ofAnswer: (answer, read) =>
    itemsOf(memberAt(answer, 'choices')).flatMap((choice) => ofMessage(memberAt(choice, 'message'), read)),
  toolCalls: (answer) =>
    listOf(answer, 'choices').flatMap(({ message }) =>
      listOf(message, 'tool_calls').map(({ function: called, custom }) => {
        const call = isObject(called) ? called : isObject(custom) ? custom : {};
        return { name: textIn(call['name']), input: textIn(call['arguments'] ?? call['input']) };
      }),
    ),
};

function ofMessage(message: Located | undefined, read: ReadText): Words[] {
  const author = AUTHORS[textOf(memberAt(message, 'role'), read) ?? ''] ?? 'user';
  const calls = itemsOf(memberAt(message, 'tool_calls')).flatMap(ofCall);
  const old = wordsOfArguments(memberAt(memberAt(message, 'function_call'), 'arguments'));
  const content = memberAt(message, 'content');
  const refusals = [message, ...itemsOf(content)].flatMap((part) => wordsOfString(memberAt(part, 'refusal'), author));
  return [...wordsOfContent(content, author), ...refusals, ...calls, ...old];
}

function ofCall(call: Located): Words[] {
  return [
    ...wordsOfArguments(memberAt(memberAt(call, 'function'), 'arguments')),
    ...wordsOfString(memberAt(memberAt(call, 'custom'), 'input'), 'tool-call'),
  ];
}
