/** The frame of the analytics pages: a title, the answer in a sentence, and the way to the other ones. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../../ui/page.tsx';

export const VIEWS = [
  'users',
  'models',
  'teams',
  'code',
  'errors',
  'cache',
  'guardrails',
  'feedback',
  'explore',
] as const;
export type View = (typeof VIEWS)[number];

const NAMES: Readonly<Record<View, string>> = {
  users: 'Users',
  models: 'Models',
  teams: 'Teams',
  code: 'Code',
  errors: 'Errors',
  cache: 'Cache',
  guardrails: 'Guardrails',
  feedback: 'Feedback',
  explore: 'Explore',
};

const TAB =
  '-mb-px flex h-9 items-center border-b-2 border-transparent text-sm whitespace-nowrap text-ink-soft hover:text-ink data-[status=active]:border-accent data-[status=active]:font-medium data-[status=active]:text-ink';

export function AnalyticsFrame({
  view,
  summary,
  children,
}: {
  view: View | null;
  summary: ReactNode;
  children: ReactNode;
}) {
  return (
    <Page title={view === null ? 'Analytics' : NAMES[view]} summary={summary}>
      <nav aria-label="Analytics" className="-mt-1 flex gap-5 overflow-x-auto border-b">
        <Link to="/analytics" activeOptions={{ exact: true, includeSearch: false }} className={TAB}>
          Overview
        </Link>
        {VIEWS.map((name) => (
          <Link
            key={name}
            to="/analytics/$view"
            params={{ view: name }}
            activeOptions={{ includeSearch: false }}
            className={TAB}
          >
            {NAMES[name]}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
