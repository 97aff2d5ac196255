/** What stands in the place of content: nothing yet, still on its way, or failed. */
import { AlertTriangle } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center gap-2 px-6 py-14 text-center">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children !== undefined && <div className="text-ink-soft">{children}</div>}
      {action !== undefined && <div className="mt-3 flex gap-2">{action}</div>}
    </div>
  );
}

/** Has the size of what comes, so that nothing jumps. */
function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-pulse rounded bg-raised', className)} />;
}

export function SkeletonRows({ rows }: { rows: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-2 p-4">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} className="h-6" />
      ))}
    </div>
  );
}

/** What happened, whose fault it is, what to do, and the id under which the gateway's own log has it. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const message = error instanceof Error ? error.message : 'Something unexpected happened.';
  const hint = textOf(error, 'hint');
  const requestId = textOf(error, 'requestId');
  return (
    <div role="alert" className="m-4 flex gap-3 rounded-md border border-bad/40 bg-bad-soft p-3 text-sm">
      <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="foreign-text font-medium">{message}</p>
        {hint !== null && <p className="foreign-text mt-0.5">{hint}</p>}
        {requestId !== null && (
          <p className="mt-1 text-xs">
            Request id <code className="font-mono">{requestId}</code>, as in the gateway’s own log.
          </p>
        )}
      </div>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** What an error of the API carries beside its message. */
function textOf(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value = (error as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : null;
}
