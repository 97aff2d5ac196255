/** The frame of the two pages of models: what is connected, and what can be called. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DefaultWorkspaceNote } from './default-workspace-note.tsx';
import { NAV_TAB, NAV_TABS } from '../ui/nav-tabs.ts';
import { Page } from '../ui/page.tsx';

interface ModelsFrameProps {
  title: string;
  summary: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function ModelsFrame({ title, summary, actions, children }: ModelsFrameProps) {
  return (
    <Page title={title} summary={summary} actions={actions}>
      <nav aria-label="Models" className={NAV_TABS}>
        <Link to="/models" activeOptions={{ exact: true, includeSearch: false }} className={NAV_TAB}>
          Providers
        </Link>
        <Link to="/models/gallery" activeOptions={{ includeSearch: false }} className={NAV_TAB}>
          Gallery
        </Link>
      </nav>
      <DefaultWorkspaceNote what="providers" />
      {children}
    </Page>
  );
}
