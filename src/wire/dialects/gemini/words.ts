/** Where the words of Gemini's contents stand. Source: Gemini API reference, Content and Part. */
import { isTrueAt, itemsOf, memberAt, type Located } from '../../json/locate.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import {
  listOf,
  ofTool,
  textIn,
  textOf,
  wordsOfValue,
  wordsOfString,
  type Author,
  type ReadText,
  type WordReader,
  type Words,
} from '../../words.ts';

export const geminiWords: WordReader = {
  ofTurn: (turn, read) => ofContent(turn, textOf(memberAt(turn, 'role'), read) === 'model' ? 'assistant' : 'user'),
  isModelTurn: (turn, read) => textOf(memberAt(turn, 'role'), read) === 'model',
  besides: {
    contents: (value) => ofContent(value, 'user'),
    systemInstruction: (value) => ofContent(value, 'system'),
    // The API takes both spellings of every name.
    system_instruction: (value) => ofContent(value, 'system'),
  },
  ofAnswer: (answer: Located, _read: ReadText) =>
    itemsOf(memberAt(answer, 'candidates')).flatMap((candidate) =>
      ofContent(memberAt(candidate, 'content'), 'assistant'),
    ),
  repeats: ['logprobsResult'],
  toolCalls: (answer) =>
    listOf(answer, 'candidates')
      .flatMap(({ content }) => listOf(content, 'parts'))
      .map((part) => part['functionCall'] ?? part['function_call'])
      .filter((call): call is JsonObject => isObject(call))
      .map(({ name, args }) => ({ name: textIn(name), input: textIn(args) })),
};

/** A string, or a content with parts. */
function ofContent(content: Located | undefined, author: Author): Words[] {
  if (content?.kind === 'string') return wordsOfString(content, author);
  return itemsOf(memberAt(content, 'parts')).flatMap((part) => ofPart(part, author));
}

/** A thought of the model is left out: what is signed nobody may change. Nobody else has one. */
function ofPart(part: Located, author: Author): Words[] {
  if (author === 'assistant' && isTrueAt(part, 'thought')) return [];
  const call = memberAt(part, 'functionCall') ?? memberAt(part, 'function_call');
  const result = memberAt(part, 'codeExecutionResult') ?? memberAt(part, 'code_execution_result');
  const response = memberAt(memberAt(part, 'functionResponse') ?? memberAt(part, 'function_response'), 'response');
  return [
    ...wordsOfString(memberAt(part, 'text'), author),
    ...wordsOfString(memberAt(memberAt(part, 'executableCode') ?? memberAt(part, 'executable_code'), 'code'), author),
    ...wordsOfString(memberAt(result, 'output'), 'tool-result'),
    ...ofTool(memberAt(call, 'name'), wordsOfValue(memberAt(call, 'args'), 'tool-call')),
    ...wordsOfValue(response, 'tool-result'),
  ];
}
