/** The words of a streamed answer of Gemini. Source: Gemini API reference, GenerateContentResponse, Content and Part. */
import { GatewayError } from '../../../kernel/errors.ts';
import { isObject, objectsAt, type JsonObject } from '../../json/object.ts';
import { NO_WORDS, wholeTextAt, type StreamEvent, type StreamPiece } from '../../stream-words.ts';
import { textIn } from '../../words.ts';

interface Read {
  pieces: StreamPiece[];
  opens: { channel: string; tool: string }[];
  closes: string[];
  isContent: boolean;
}

/** Throws GatewayError for a call that comes in pieces by path, which nobody can judge as a call. */
export function geminiStreamWords(data: JsonObject): StreamEvent {
  const read: Read = { pieces: [], opens: [], closes: [], isContent: false };
  let isLast = false;
  for (const [at, candidate] of objectsAt(data['candidates'])) {
    const channel = textIn(candidate['index'] ?? at);
    const content = candidate['content'];
    const parts = isObject(content) ? objectsAt(content['parts']) : [];
    for (const [place, part] of parts) {
      const path = partPath(at, place);
      readPart(part, { channel, place, path }, read);
      readRun(data, { channel: `${channel} run ${place}`, path }, read);
    }
    if (typeof candidate['finishReason'] !== 'string') continue;
    read.closes.push(channel);
    isLast = true;
  }
  return { ...NO_WORDS, ...read, isLast };
}

const partPath = (at: number, place: number): Place['path'] => ['candidates', at, 'content', 'parts', place];

interface Place {
  channel: string;
  /** Of the part, in its event. */
  place: number;
  path: readonly (string | number)[];
}

/** A thought is left alone: what is signed nobody may change. */
function readPart(part: JsonObject, { channel, place, path }: Place, read: Read): void {
  read.isContent = true;
  const { text, functionCall } = part;
  if (typeof text === 'string' && part['thought'] !== true)
    read.pieces.push({ channel: `${channel} text`, kind: 'text', path: [...path, 'text'], text });
  if (isObject(functionCall)) readCall(functionCall, { channel: `${channel} call ${place}`, place, path }, read);
}

/** Code that the provider runs, and what it printed: whole in its event. The API takes both spellings of every name. */
const RUNS = [
  ['executableCode', 'code'],
  ['executable_code', 'code'],
  ['codeExecutionResult', 'output'],
  ['code_execution_result', 'output'],
];

function readRun(data: JsonObject, { channel, path }: Pick<Place, 'channel' | 'path'>, read: Read): void {
  const pieces = RUNS.flatMap((member) => wholeTextAt(data, channel, [...path, ...member]));
  if (pieces.length === 0) return;
  read.pieces.push(...pieces);
  read.closes.push(channel);
}

/** A call is whole in its event. */
function readCall({ name, args, partialArgs }: JsonObject, { channel, path }: Place, read: Read): void {
  if (partialArgs !== undefined) {
    throw new GatewayError(
      'guardrail_unusable',
      'A guardrail cannot judge a function call that is streamed in parts.',
      {
        hint: 'Leave streamFunctionCallArguments out of the request.',
      },
    );
  }
  read.opens.push({ channel, tool: textIn(name) });
  read.closes.push(channel);
  if (!isObject(args)) return;
  const at = [...path, 'functionCall', 'args'];
  read.pieces.push({ channel, kind: 'tool-input', path: at, text: JSON.stringify(args), isValue: true });
}
