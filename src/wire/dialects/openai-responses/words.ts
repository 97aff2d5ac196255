/** Where the words of OpenAI's responses stand. Source: OpenAI's API reference, input and output items. */
import { itemsOf, memberAt, type Located } from '../../json/locate.ts';
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

/** Items of the model beside its messages. */
const CALLS = new Set(['function_call', 'custom_tool_call', 'reasoning', 'local_shell_call', 'mcp_call']);

export const openaiResponsesWords: WordReader = {
  ofTurn: ofItem,
  isModelTurn(item, read) {
    return (
      textOf(memberAt(item, 'role'), read) === 'assistant' || CALLS.has(textOf(memberAt(item, 'type'), read) ?? '')
    );
  },
  besides: {
    instructions: (value) => wordsOfString(value, 'system'),
    input: (value) => wordsOfString(value, 'user'),
  },
  ofAnswer: (answer, read) => itemsOf(memberAt(answer, 'output')).flatMap((item) => ofItem(item, read)),
  toolCalls: (answer) =>
    listOf(answer, 'output')
      .filter(({ type }) => type === 'function_call' || type === 'custom_tool_call')
      .map(({ name, arguments: given, input }) => ({ name: textIn(name), input: textIn(given ?? input) })),
};

function ofItem(item: Located, read: ReadText): Words[] {
  switch (textOf(memberAt(item, 'type'), read)) {
    case 'function_call':
      return wordsOfArguments(memberAt(item, 'arguments'));
    case 'custom_tool_call':
      return wordsOfString(memberAt(item, 'input'), 'tool-call');
    case 'function_call_output':
    case 'custom_tool_call_output':
      return wordsOfContent(memberAt(item, 'output'), 'tool-result');
    case 'message':
    case null:
      return wordsOfContent(memberAt(item, 'content'), authorOf(textOf(memberAt(item, 'role'), read)));
    default:
      return [];
  }
}

function authorOf(role: string | null): Author {
  if (role === 'assistant') return 'assistant';
  return role === 'system' || role === 'developer' ? 'system' : 'user';
}
