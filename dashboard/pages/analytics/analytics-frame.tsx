/** The frame of the analytics pages: a title, the answer in a sentence, and the way to the other ones. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { NAV_TAB, NAV_TABS } from '../../ui/nav-tabs.ts';
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
      <nav aria-label="Analytics" className={NAV_TABS}>
        <Link to="/analytics" activeOptions={{ exact: true, includeSearch: false }} className={NAV_TAB}>
          Overview
        </Link>
        {VIEWS.map((name) => (
          <Link
            key={name}
            to="/analytics/$view"
            params={{ view: name }}
            activeOptions={{ includeSearch: false }}
            className={NAV_TAB}
          >
            {NAMES[name]}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
