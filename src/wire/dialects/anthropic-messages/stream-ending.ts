/** Ends an Anthropic event stream early. Source: Messages API streaming, the order of events; stop reasons. */
import type { LastWords, StreamEnding } from '../dialect.ts';

/** A cheap look: most of a stream has neither. */
const BLOCK_EVENT = 'content_block_st';
const MESSAGE_EVENT = 'event: message_';

const EVENTS = /(?:^|[\r\n])event: ?(content_block_start|content_block_stop|message_delta|message_stop)\b/g;
const INDEX = /"index"\s*:\s*(\d+)/g;

/** At a `refusal` clients show words of their own in place of the message. */
const STOP_REASONS = { length: 'max_tokens', refusal: 'refusal', denied: 'end_turn' } as const;

export function openEnding(): StreamEnding {
  let open: number | null = null;
  let next = 0;
  let isStopped = false;
  let isOver = false;

  function take(name: string, text: string, at: number): void {
    if (name === 'message_delta') isStopped = true;
    else if (name === 'message_stop') isOver = true;
    else {
      const index = indexAfter(text, at) ?? next;
      open = name === 'content_block_start' ? index : null;
      next = index + 1;
    }
  }

  return {
    passed(events) {
      if (!events.includes(BLOCK_EVENT) && !events.includes(MESSAGE_EVENT)) return;
      const text = events.toString('latin1');
      for (const { 1: name = '', index } of text.matchAll(EVENTS)) take(name, text, index);
    },
    close(last) {
      if (isOver) return Buffer.alloc(0);
      if (isStopped) return Buffer.from(frame({ type: 'message_stop' }));
      return Buffer.from((open === null ? '' : stop(open)) + lastBlock(next, last) + finish(last));
    },
  };
}

function indexAfter(text: string, at: number): number | null {
  INDEX.lastIndex = at;
  const found = INDEX.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

const frame = (data: { type: string; [member: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const stop = (index: number): string => frame({ type: 'content_block_stop', index });

function lastBlock(index: number, { message }: LastWords): string {
  const block = { type: 'text', text: '' };
  const delta = { type: 'text_delta', text: message };
  return (
    frame({ type: 'content_block_start', index, content_block: block }) +
    frame({ type: 'content_block_delta', index, delta }) +
    stop(index)
  );
}

function finish({ reason, outputTokens }: LastWords): string {
  const delta = { stop_reason: STOP_REASONS[reason], stop_sequence: null };
  const usage = { output_tokens: outputTokens ?? 0 };
  return frame({ type: 'message_delta', delta, usage }) + frame({ type: 'message_stop' });
}
