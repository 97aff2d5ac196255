/** A form: its fields one below the other, then what went wrong, then the button. */
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { ErrorState } from './states.tsx';

interface FormProps {
  /** What is read out as its name; absent where a dialog around it has one. */
  label?: string;
  /** What the button says. */
  action: ReactNode;
  busy: boolean;
  /** null = nothing went wrong. */
  error: unknown;
  /** Something is missing that the fields themselves do not ask for. */
  isIncomplete?: boolean;
  look?: 'primary' | 'danger';
  /** Further buttons, before that of the form. */
  beside?: ReactNode;
  onSubmit: () => void;
  children: ReactNode;
}

export function Form({
  label,
  action,
  busy,
  error,
  isIncomplete = false,
  look = 'primary',
  beside,
  onSubmit,
  children,
}: FormProps) {
  return (
    <form
      aria-label={label}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {error !== null && error !== undefined && (
        <div className="-m-4">
          <ErrorState error={error} />
        </div>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {beside}
        <Button type="submit" look={look} busy={busy} disabled={isIncomplete}>
          {action}
        </Button>
      </div>
    </form>
  );
}
