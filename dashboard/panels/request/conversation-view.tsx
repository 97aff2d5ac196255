/** A conversation as people read it. Everything in it was written by somebody else, and is shown as text. */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import type { Block, Conversation, Turn } from './conversation.ts';

const ROLE_NAMES: Readonly<Record<string, string>> = {
  system: 'System prompt',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
  developer: 'Developer',
};
/** Of earlier turns; the newest ones are what the request was about. */
const SHOWN_TURNS = 6;

export function ConversationView({ conversation }: { conversation: Conversation }) {
  const [showAll, setShowAll] = useState(false);
  const { turns, answer, tools } = conversation;
  const hidden = showAll ? 0 : Math.max(0, turns.length - SHOWN_TURNS);
  return (
    <div className="flex flex-col gap-3">
      {tools.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer text-ink-soft">{tools.length} tools were offered</summary>
          <p className="foreign-text mt-1 font-mono text-xs">{tools.join(', ')}</p>
        </details>
      )}
      {hidden > 0 && (
        <Button look="quiet" onClick={() => setShowAll(true)}>
          Show the {hidden} earlier turns
        </Button>
      )}
      {turns.slice(hidden).map((turn, index) => (
        <TurnView key={hidden + index} turn={turn} />
      ))}
      {answer === null ? (
        <p className="text-sm text-ink-soft">There is no answer to show.</p>
      ) : (
        <TurnView turn={answer} isAnswer />
      )}
    </div>
  );
}

function TurnView({ turn, isAnswer = false }: { turn: Turn; isAnswer?: boolean }) {
  return (
    <section className={classNames('rounded-md border', isAnswer ? 'border-accent/50 bg-surface' : 'bg-surface')}>
      <h3 className="border-b px-3 py-1.5 text-xs font-medium text-ink-soft">
        {isAnswer ? 'Answer' : (ROLE_NAMES[turn.role] ?? turn.role)}
      </h3>
      <div className="flex flex-col gap-2 p-3">
        {turn.blocks.map((block, index) => (
          <BlockView key={index} block={block} />
        ))}
      </div>
    </section>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'text':
      return <LongText text={block.text} />;
    case 'thinking':
      return (
        <details open={block.text.length < LONG / 4} className="rounded border-l-2 border-line-strong pl-3">
          <summary className="cursor-pointer text-xs text-ink-soft">Thinking</summary>
          <LongText text={block.text === '' ? 'Encrypted by the provider.' : block.text} soft />
        </details>
      );
    case 'tool-call':
      return (
        <div className="rounded border bg-raised">
          <p className="px-2.5 pt-1.5 text-xs">
            Calls <span className="foreign-text font-mono font-medium">{block.name}</span>
          </p>
          <div className="px-2.5 py-1.5 font-mono text-xs">
            <LongText text={toText(block.input)} />
          </div>
        </div>
      );
    case 'tool-result':
      return (
        <div className={classNames('rounded border px-2.5 py-1.5', block.isError ? 'border-bad/50' : '')}>
          <p className={classNames('text-xs', block.isError ? 'text-bad' : 'text-ink-soft')}>
            {block.isError ? 'Result: failed' : 'Result'}
          </p>
          <div className="font-mono text-xs">
            {block.blocks.map((inner, index) => (
              <BlockView key={index} block={inner} />
            ))}
          </div>
        </div>
      );
    case 'image':
      return <img src={block.url} alt="Sent along" className="max-h-80 max-w-full self-start rounded border" />;
    case 'other':
      return (
        <details className="text-sm">
          <summary className="cursor-pointer text-ink-soft">{block.type}</summary>
          <div className="font-mono text-xs">
            <LongText text={toText(block.value)} />
          </div>
        </details>
      );
  }
}

const LONG = 2400;
const MORE = 100_000;

/** A text of megabytes must not stop the page: a part is shown, and more of it on demand. */
export function LongText({ text, soft = false }: { text: string; soft?: boolean }) {
  const [shown, setShown] = useState(LONG);
  return (
    <div dir="auto">
      <p className={classNames('foreign-text', soft && 'text-ink-soft')}>{text.slice(0, shown)}</p>
      {text.length > shown && (
        <Button look="quiet" onClick={() => setShown(shown === LONG ? MORE : shown + MORE)}>
          Show more ({(text.length - shown).toLocaleString('en-US')} characters)
        </Button>
      )}
    </div>
  );
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
