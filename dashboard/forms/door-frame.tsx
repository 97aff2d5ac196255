/** What every page has that stands before the dashboard: one card in the middle. */
import type { FormEvent, ReactNode } from 'react';
import { usePageTitle } from '../ui/page.tsx';
import { ErrorState } from '../ui/states.tsx';

interface DoorFrameProps {
  title: string;
  summary?: ReactNode;
  children?: ReactNode;
  error?: unknown;
  /** Absent: there is nothing to send. */
  onSubmit?: () => void;
}

export function DoorFrame({ title, summary, children, error = null, onSubmit }: DoorFrameProps) {
  usePageTitle(title);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <main className="flex min-h-full items-center justify-center p-4">
      <form className="flex w-full max-w-sm flex-col gap-4 rounded-md border bg-surface p-6" onSubmit={submit}>
        <div>
          <h1 className="text-xl font-semibold">{title}</h1>
          {summary !== undefined && <p className="mt-1 text-sm text-ink-soft">{summary}</p>}
        </div>
        {error !== null && error !== undefined && (
          <div className="-mx-4 -my-2">
            <ErrorState error={error} />
          </div>
        )}
        {children}
      </form>
    </main>
  );
}

export const PASSWORD_HELP = 'At least 12 characters. Several words are easy to keep.';

/** The secret of a link stands behind the `#`, which browsers send to no server. */
export const tokenInAddress = (): string => window.location.hash.slice(1);

/** Loaded anew, so that nothing of the link stays behind; the session is in the cookie. */
export const openDashboard = (): void => window.location.replace('/');
