/** From events to a whole answer, and back: so that a whole answer is a stream that came at once. */
import type { AnswerPart, ChatAnswer, ChatError, ChatEvent, Finish } from './event.ts';

/** Pieces of a replayed block: the length of a sentence or two. */
const PIECE = 120;

type Growing = Extract<AnswerPart, { type: 'text' | 'reasoning' | 'tool-call' }>;

/** The stream reported an error, or stopped before its end. */
export class BrokenAnswer extends Error {
  readonly error: ChatError | null;
  constructor(error: ChatError | null) {
    super(error?.message ?? 'The answer ended before it was complete.');
    this.name = 'BrokenAnswer';
    this.error = error;
  }
}

const NOT_STARTED = { id: null, model: null, usage: null };

/** Throws BrokenAnswer. */
export function collect(events: Iterable<ChatEvent>): ChatAnswer {
  let start: Extract<ChatEvent, { type: 'start' }> | null = null;
  let finish: Finish | null = null;
  const parts: AnswerPart[] = [];
  for (const event of events) {
    if (event.type === 'start') start = event;
    else if (event.type === 'error') throw new BrokenAnswer(event.error);
    else if (event.type === 'finish') {
      const { type: _, ...end } = event;
      finish = end;
    } else collectPart(parts, event);
  }
  if (finish === null) throw new BrokenAnswer(null);
  const { id, model, usage } = start ?? NOT_STARTED;
  return { id, model, parts, ...finish, usage: finish.usage ?? usage };
}

type PartEvent = Exclude<ChatEvent, { type: 'start' | 'finish' | 'error' }>;

function collectPart(parts: AnswerPart[], event: PartEvent): void {
  const last = parts.at(-1);
  switch (event.type) {
    case 'text-start':
      parts.push({ type: 'text', text: '', isRefusal: event.isRefusal, citations: [], state: null });
      return;
    case 'reasoning-start':
      parts.push({ type: 'reasoning', text: '', state: null });
      return;
    case 'tool-start': {
      const { type: _, ...call } = event;
      parts.push({ type: 'tool-call', input: '', ...call });
      return;
    }
    case 'block':
      parts.push(event.part);
      return;
    case 'citation':
      if (last?.type === 'text') last.citations.push(event.citation);
      return;
    case 'text-end':
    case 'reasoning-end':
      if (last?.type === 'text' || last?.type === 'reasoning') last.state = event.state;
      return;
    case 'tool-end':
      return;
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-delta':
      if (last !== undefined && isGrowing(last)) grow(last, event.text);
  }
}

function isGrowing(part: AnswerPart): part is Growing {
  return part.type === 'text' || part.type === 'reasoning' || part.type === 'tool-call';
}

function grow(part: Growing, text: string): void {
  if (part.type === 'tool-call') part.input += text;
  else part.text += text;
}

/** The events of a stream that would have given this answer. */
export function eventsOf(answer: ChatAnswer): ChatEvent[] {
  const { id, model, parts, ...finish } = answer;
  return [
    { type: 'start', id, model, usage: finish.usage },
    ...parts.flatMap(eventsOfPart),
    { type: 'finish', ...finish },
  ];
}

function eventsOfPart(part: AnswerPart): ChatEvent[] {
  switch (part.type) {
    case 'text':
      return [
        { type: 'text-start', isRefusal: part.isRefusal },
        ...piecesOf(part.text).map((text): ChatEvent => ({ type: 'text-delta', text })),
        ...part.citations.map((citation): ChatEvent => ({ type: 'citation', citation })),
        { type: 'text-end', state: part.state },
      ];
    case 'reasoning':
      return [
        { type: 'reasoning-start' },
        ...piecesOf(part.text).map((text): ChatEvent => ({ type: 'reasoning-delta', text })),
        { type: 'reasoning-end', state: part.state },
      ];
    case 'tool-call': {
      const { input, type: _, ...call } = part;
      return [
        { type: 'tool-start', ...call },
        ...piecesOf(input).map((text): ChatEvent => ({ type: 'tool-delta', text })),
        { type: 'tool-end' },
      ];
    }
    case 'image':
    case 'native':
      return [{ type: 'block', part }];
  }
}

/** Never cuts a surrogate pair. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = start + PIECE;
    const isInPair = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    const cut = isInPair ? end + 1 : end;
    pieces.push(text.slice(start, cut));
    start = cut;
  }
  return pieces;
}
