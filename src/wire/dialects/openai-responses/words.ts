/** Where the words of OpenAI's responses stand. Source: OpenAI's API reference, input and output items. */
import { itemsOf, memberAt, type Located } from '../../json/locate.ts';
import {
  listOf,
  ofTool,
  textIn,
  textOf,
  wordsOfValue,
  wordsOfArguments,
  wordsOfContent,
  wordsOfString,
  type Author,
  type ReadText,
  type WordReader,
  type Words,
} from '../../words.ts';

/** Tools of OpenAI's own that the client runs. */
export const OWN_CALLS: ReadonlySet<string> = new Set(['local_shell_call', 'shell_call', 'apply_patch_call']);

/** Items of the model beside its messages. */
const CALLS = new Set([
  'function_call',
  'custom_tool_call',
  'reasoning',
  'mcp_call',
  'code_interpreter_call',
  ...OWN_CALLS,
]);

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
  repeats: ['logprobs'],
  ...inItemsOf('output'),
};

/** Of the list of what a stored response was asked with: earlier answers of the model are among it. */
export const openaiInputItemsWords: WordReader = { ...openaiResponsesWords, ...inItemsOf('data') };

/** Of an answer whose items are this member. */
function inItemsOf(member: string): Pick<WordReader, 'ofAnswer' | 'toolCalls'> {
  return {
    ofAnswer: (answer, read) => itemsOf(memberAt(answer, member)).flatMap((item) => ofItem(item, read)),
    toolCalls: (answer) =>
      listOf(answer, member).flatMap(({ type, name, arguments: given, input, action, operation }) => {
        if (type === 'function_call' || type === 'custom_tool_call')
          return [{ name: textIn(name), input: textIn(given ?? input) }];
        return OWN_CALLS.has(textIn(type)) ? [{ name: textIn(type), input: textIn(action ?? operation) }] : [];
      }),
  };
}

function ofItem(item: Located, read: ReadText): Words[] {
  switch (textOf(memberAt(item, 'type'), read)) {
    case 'function_call':
      return ofTool(memberAt(item, 'name'), wordsOfArguments(memberAt(item, 'arguments')));
    case 'custom_tool_call':
      return ofTool(memberAt(item, 'name'), wordsOfString(memberAt(item, 'input'), 'tool-call'));
    case 'function_call_output':
    case 'custom_tool_call_output':
      return wordsOfContent(memberAt(item, 'output'), 'tool-result');
    case 'local_shell_call':
    case 'shell_call':
      return ofTool(memberAt(item, 'type'), wordsOfValue(memberAt(item, 'action'), 'tool-call'));
    case 'apply_patch_call':
      return ofTool(memberAt(item, 'type'), wordsOfValue(memberAt(item, 'operation'), 'tool-call'));
    case 'local_shell_call_output':
    case 'shell_call_output':
    case 'apply_patch_call_output':
      return wordsOfValue(memberAt(item, 'output'), 'tool-result');
    case 'mcp_call':
      return [
        ...wordsOfArguments(memberAt(item, 'arguments')),
        ...wordsOfString(memberAt(item, 'output'), 'tool-result'),
      ];
    case 'code_interpreter_call':
      return [
        ...wordsOfString(memberAt(item, 'code'), 'tool-call'),
        ...itemsOf(memberAt(item, 'outputs')).flatMap((one) => wordsOfString(memberAt(one, 'logs'), 'tool-result')),
      ];
    case 'message':
    case null:
      return ofMessage(item, authorOf(textOf(memberAt(item, 'role'), read)));
    default:
      return [];
  }
}

function ofMessage(item: Located, author: Author): Words[] {
  const content = memberAt(item, 'content');
  const refusals = itemsOf(content).flatMap((part) => wordsOfString(memberAt(part, 'refusal'), author));
  return [...wordsOfContent(content, author), ...refusals];
}

function authorOf(role: string | null): Author {
  if (role === 'assistant') return 'assistant';
  return role === 'system' || role === 'developer' ? 'system' : 'user';
}
