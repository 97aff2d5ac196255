/** Buttons: one that asks for action, plain ones, quiet ones, and those that destroy. */
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-accent-ink border-transparent hover:opacity-90',
  plain: 'bg-surface text-ink border-line-strong hover:bg-raised',
  quiet: 'bg-transparent text-ink-soft border-transparent hover:bg-raised hover:text-ink',
  danger: 'bg-surface text-bad border-bad/40 hover:bg-bad-soft',
};

export interface ButtonProps extends ComponentProps<'button'> {
  look?: Look;
  /** Shows that the action runs, and takes no second click. */
  busy?: boolean;
  icon?: ReactNode;
}

export function Button({ look = 'plain', busy = false, icon, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={classNames(
        'inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap',
        'transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4',
        LOOKS[look],
        className,
      )}
    >
      {icon}
      {children}
    </button>
  );
}

/** A button that shows an icon only; `label` is what it is called. */
export function IconButton({ label, className, ...rest }: ButtonProps & { label: string }) {
  return (
    <Button look="quiet" aria-label={label} title={label} {...rest} className={classNames('w-8 px-0!', className)} />
  );
}
