/** Where the words of Converse's messages stand. Source: Amazon Bedrock API reference, ContentBlock. */
import { itemsOf, memberAt, type Located } from '../../json/locate.ts';
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

export const bedrockConverseWords: WordReader = {
  ofTurn(turn, read) {
    const role = textOf(memberAt(turn, 'role'), read);
    return ofContent(memberAt(turn, 'content'), role === 'assistant' || role === 'system' ? role : 'user');
  },
  isModelTurn: (turn, read) => textOf(memberAt(turn, 'role'), read) === 'assistant',
  besides: { system: (value) => ofContent(value, 'system') },
  ofAnswer: (answer: Located, _read: ReadText) =>
    ofContent(memberAt(memberAt(memberAt(answer, 'output'), 'message'), 'content'), 'assistant'),
  toolCalls(answer) {
    const output = isObject(answer) ? answer['output'] : undefined;
    const message = isObject(output) ? output['message'] : undefined;
    return listOf(message, 'content')
      .map(({ toolUse }) => toolUse)
      .filter((call): call is JsonObject => isObject(call))
      .map(({ name, input }) => ({ name: textIn(name), input: textIn(input) }));
  },
};

function ofContent(content: Located | undefined, author: Author): Words[] {
  return itemsOf(content).flatMap((block) => ofBlock(block, author));
}

/** Reasoning is signed, and pictures hold no words. */
function ofBlock(block: Located, author: Author): Words[] {
  const call = memberAt(block, 'toolUse');
  const document = memberAt(block, 'document');
  const source = memberAt(document, 'source');
  return [
    ...wordsOfString(memberAt(block, 'text'), author),
    ...wordsOfString(memberAt(memberAt(block, 'guardContent'), 'text'), author),
    ...wordsOfString(memberAt(memberAt(memberAt(block, 'guardContent'), 'text'), 'text'), author),
    ...ofContent(memberAt(memberAt(block, 'citationsContent'), 'content'), author),
    ...ofTool(memberAt(call, 'name'), wordsOfValue(memberAt(call, 'input'), 'tool-call')),
    ...itemsOf(memberAt(memberAt(block, 'toolResult'), 'content')).flatMap(ofResult),
    ...ofContent(memberAt(memberAt(block, 'searchResult'), 'content'), 'document'),
    ...wordsOfString(memberAt(document, 'context'), 'document'),
    ...wordsOfString(memberAt(source, 'text'), 'document'),
    ...ofContent(memberAt(source, 'content'), 'document'),
  ];
}

function ofResult(part: Located): Words[] {
  return [...wordsOfValue(memberAt(part, 'json'), 'tool-result'), ...ofBlock(part, 'tool-result')];
}
