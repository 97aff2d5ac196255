/** The frame of a page: its title, what it is for, its actions, and the document's title. */
import { type ReactNode, useEffect } from 'react';

interface PageProps {
  title: string;
  /** Of the whole, in a sentence. */
  summary?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tollgate`;
  }, [title]);
}

export function Page({ title, summary, actions, children }: PageProps) {
  usePageTitle(title);
  return (
    <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold">{title}</h1>
          {summary !== undefined && <p className="mt-0.5 text-ink-soft">{summary}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function Card({ title, action, children }: { title?: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0 rounded-md border bg-surface">
      {title !== undefined && (
        <div className="flex min-h-10 items-center justify-between gap-2 border-b px-4 py-1">
          <h2 className="text-sm font-semibold">{title}</h2>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
