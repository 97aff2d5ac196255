/** The words of an Anthropic event stream. Source: Messages API streaming, content block deltas. Thinking is signed and left alone. */
import { isObject, objectsAt, type JsonObject } from '../../json/object.ts';
import { NO_WORDS, wholeTextAt, type StreamEvent, type StreamPiece } from '../../stream-words.ts';
import { textIn } from '../../words.ts';

const TOOLS = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use']);

export function anthropicStreamWords(data: JsonObject): StreamEvent {
  const channel = textIn(data['index'] ?? '');
  switch (data['type']) {
    case 'content_block_start':
      return opening(channel, data);
    case 'content_block_delta':
      return { ...NO_WORDS, pieces: pieceOf(channel, data['delta']), isContent: true };
    case 'content_block_stop':
      return { ...NO_WORDS, closes: [channel] };
    case 'message_delta':
    case 'message_stop':
      return { ...NO_WORDS, closes: 'all', isLast: true };
    default:
      return NO_WORDS;
  }
}

function opening(channel: string, data: JsonObject): StreamEvent {
  const block = data['content_block'];
  if (!isObject(block)) return NO_WORDS;
  const { type, name, text, input } = block;
  const results = resultPaths(block).flatMap((path) => wholeTextAt(data, channel, ['content_block', ...path]));
  if (results.length > 0) return { ...NO_WORDS, pieces: results, closes: [channel], isContent: true };
  if (typeof type === 'string' && TOOLS.has(type)) {
    return { ...NO_WORDS, opens: [{ channel, tool: textIn(name) }], pieces: wholeInput(channel, input) };
  }
  if (type !== 'text' || typeof text !== 'string' || text === '') return NO_WORDS;
  return { ...NO_WORDS, pieces: [{ channel, kind: 'text', path: ['content_block', 'text'], text }], isContent: true };
}

type Path = StreamPiece['path'];

/** Where the texts of a result stand that a tool of the provider's gave: it comes whole in the event that opens it. */
function resultPaths({ type, content }: JsonObject): Path[] {
  switch (type) {
    case 'mcp_tool_result':
      return contentPaths(content, ['content']);
    case 'code_execution_tool_result':
    case 'bash_code_execution_tool_result':
      return [
        ['content', 'stdout'],
        ['content', 'stderr'],
      ];
    case 'web_fetch_tool_result':
      return documentPaths(isObject(content) ? content['content'] : undefined, ['content', 'content']);
    default:
      return [];
  }
}

/** A string, or blocks of text. */
function contentPaths(content: unknown, path: Path): Path[] {
  return [path, ...objectsAt(content).map(([at]): Path => [...path, at, 'text'])];
}

function documentPaths(document: unknown, path: Path): Path[] {
  const source = isObject(document) ? document['source'] : undefined;
  const content = isObject(source) ? source['content'] : undefined;
  const texts: Path[] = ['title', 'context'].map((name) => [...path, name]);
  const isText = isObject(source) && source['type'] === 'text';
  if (isText) texts.push([...path, 'source', 'data']);
  return [...texts, ...contentPaths(content, [...path, 'source', 'content'])];
}

/** Some upstreams report the input at once, in place of the empty object that deltas go on from. */
function wholeInput(channel: string, input: unknown): StreamPiece[] {
  if (!isObject(input) || Object.keys(input).length === 0) return [];
  const path = ['content_block', 'input'];
  return [{ channel, kind: 'tool-input', path, text: JSON.stringify(input), isValue: true }];
}

function pieceOf(channel: string, delta: unknown): StreamPiece[] {
  if (!isObject(delta)) return [];
  const { type, text, partial_json: json } = delta;
  if (type === 'text_delta' && typeof text === 'string')
    return [{ channel, kind: 'text', path: ['delta', 'text'], text }];
  if (type === 'input_json_delta' && typeof json === 'string')
    return [{ channel, kind: 'tool-input', path: ['delta', 'partial_json'], text: json }];
  return [];
}
