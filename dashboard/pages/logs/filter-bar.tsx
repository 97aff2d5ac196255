/** The filter line: terms as chips, a field for the next one with completion, and what cannot be asked said beside it. */
import { X } from 'lucide-react';
import { type RefObject, useState } from 'react';
import type { Term } from './query-line.ts';
import { classNames } from '../../ui/class-names.ts';

interface FilterBarProps {
  terms: readonly Term[];
  suggestions: readonly string[];
  onAdd: (term: string) => void;
  onRemove: (term: string) => void;
  field: RefObject<HTMLInputElement | null>;
}

export function FilterBar({ terms, suggestions, onAdd, onRemove, field }: FilterBarProps) {
  const [text, setText] = useState('');
  const commit = (): void => {
    if (text.trim() !== '') onAdd(text.trim());
    setText('');
  };
  return (
    <div className="flex min-h-8 min-w-0 flex-1 flex-wrap items-center gap-1 rounded-md border border-line-strong bg-surface px-1.5 py-0.5">
      {terms.map(({ text: term, problem }) => (
        <span
          key={term}
          title={problem ?? undefined}
          className={classNames(
            'inline-flex h-6 max-w-full items-center gap-1 rounded pl-1.5 font-mono text-xs',
            problem === null ? 'bg-accent-soft text-accent' : 'bg-bad-soft text-bad',
          )}
        >
          <span className="truncate">{term}</span>
          {problem !== null && <span className="font-sans">{problem}</span>}
          <button
            type="button"
            aria-label={`Remove ${term}`}
            onClick={() => onRemove(term)}
            className="flex size-6 items-center justify-center"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <input
        ref={field}
        value={text}
        aria-label="Filter"
        list="log-filter-terms"
        placeholder={terms.length === 0 ? 'Filter: status:5xx  model:…  cost>0.1  team:payments' : 'and …'}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          else if (event.key === 'Escape') event.currentTarget.blur();
          else if (event.key === 'Backspace' && text === '' && terms.length > 0) onRemove(terms.at(-1)?.text ?? '');
        }}
        onBlur={commit}
        className="h-6 min-w-24 flex-1 bg-transparent px-1 font-mono text-xs outline-none placeholder:font-sans placeholder:text-ink-soft"
      />
      <datalist id="log-filter-terms">
        {suggestions.map((term) => (
          <option key={term}>{term}</option>
        ))}
      </datalist>
    </div>
  );
}
