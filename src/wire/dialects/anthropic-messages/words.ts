/** Where the words of Anthropic's messages stand. Source: Messages API reference, content blocks. */
import { itemsOf, memberAt, type Located } from '../../json/locate.ts';
import {
  listOf,
  ofTool,
  textIn,
  textOf,
  wordsOfValue,
  wordsOfContent,
  wordsOfString,
  type Author,
  type ReadText,
  type WordReader,
  type Words,
} from '../../words.ts';

export const anthropicWords: WordReader = {
  ofTurn(turn, read) {
    const role = textOf(memberAt(turn, 'role'), read);
    const author: Author = role === 'assistant' || role === 'system' ? role : 'user';
    return ofContent(memberAt(turn, 'content'), author, read);
  },
  isModelTurn: (turn, read) => textOf(memberAt(turn, 'role'), read) === 'assistant',
  besides: { system: (value) => wordsOfContent(value, 'system') },
  ofAnswer: (answer, read) => ofContent(memberAt(answer, 'content'), 'assistant', read),
  toolCalls: (answer) =>
    listOf(answer, 'content')
      .filter(({ type }) => type === 'tool_use')
      .map(({ name, input }) => ({ name: textIn(name), input: textIn(input) })),
};

function ofContent(content: Located | undefined, author: Author, read: ReadText): Words[] {
  if (content?.kind === 'string') return wordsOfString(content, author);
  return itemsOf(content).flatMap((block) => ofBlock(block, author, read));
}

function ofBlock(block: Located, author: Author, read: ReadText): Words[] {
  switch (textOf(memberAt(block, 'type'), read)) {
    case 'text':
      return wordsOfString(memberAt(block, 'text'), author);
    case 'tool_result':
    case 'search_result':
    case 'mcp_tool_result':
      return ofContent(memberAt(block, 'content'), 'tool-result', read);
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return ofTool(memberAt(block, 'name'), wordsOfValue(memberAt(block, 'input'), 'tool-call'));
    case 'code_execution_tool_result':
    case 'bash_code_execution_tool_result':
      return ['stdout', 'stderr'].flatMap((name) =>
        wordsOfString(memberAt(memberAt(block, 'content'), name), 'tool-result'),
      );
    case 'web_fetch_tool_result':
      return ofDocument(memberAt(memberAt(block, 'content'), 'content'), read);
    case 'document':
      return ofDocument(block, read);
    case null:
    default:
      // Thinking is signed, images hold no words, and what a server's own tool found is encrypted.
      return [];
  }
}

/** A document's own text, in one piece or in blocks; of a file nobody can read anything here. */
function ofDocument(block: Located | undefined, read: ReadText): Words[] {
  const source = memberAt(block, 'source');
  const about = [
    ...wordsOfString(memberAt(block, 'title'), 'document'),
    ...wordsOfString(memberAt(block, 'context'), 'document'),
  ];
  switch (textOf(memberAt(source, 'type'), read)) {
    case 'text':
      return [...about, ...wordsOfString(memberAt(source, 'data'), 'document')];
    case 'content':
      return [...about, ...ofContent(memberAt(source, 'content'), 'document', read)];
    case null:
    default:
      return about;
  }
}
