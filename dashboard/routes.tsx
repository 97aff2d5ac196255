/** Which URL is which page. Each page is a chunk of its own, and its filters are in the URL. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  retainSearchParams,
} from '@tanstack/react-router';
import { readGallerySearch } from './pages/gallery/gallery-search.ts';
import { AppShell } from './shell/app-shell.tsx';
import { isRange } from './shell/time-range.ts';
import { usePageTitle } from './ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from './ui/states.tsx';

/** What every page keeps. */
interface GlobalSearch {
  range?: string;
  /** Slug or id; absent = all of them. */
  workspace?: string;
}

function readGlobalSearch({ range, workspace }: Record<string, unknown>): GlobalSearch {
  const isNamed = (typeof workspace === 'string' && workspace !== '') || typeof workspace === 'number';
  return { ...(isRange(range) ? { range } : {}), ...(isNamed ? { workspace: String(workspace) } : {}) };
}

const root = createRootRoute({
  component: AppShell,
  validateSearch: readGlobalSearch,
  search: { middlewares: [retainSearchParams(['range', 'workspace'])] },
  notFoundComponent: NotFound,
});

function NotFound() {
  usePageTitle('No such page');
  return (
    <EmptyState
      title="There is no such page"
      action={
        <Link to="/" className="text-accent underline">
          Go to the start
        </Link>
      }
    >
      The address may be mistyped, or the page has moved.
    </EmptyState>
  );
}

export interface LogSearch {
  /** The query line. */
  q?: string | undefined;
  /** The row that is open beside the table. */
  open?: string | undefined;
  live?: boolean | undefined;
}

function readLogSearch(search: Record<string, unknown>): LogSearch {
  return { q: textIn(search, 'q'), open: textIn(search, 'open'), live: search['live'] === true ? true : undefined };
}

/** The request that is open beside the page. */
function readOpenRequest(search: Record<string, unknown>): { open?: string | undefined } {
  return { open: textIn(search, 'open') };
}

function textIn(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
});

const logs = createRoute({
  getParentRoute: () => root,
  path: '/logs',
  validateSearch: readLogSearch,
  component: lazyRouteComponent(() => import('./pages/logs/logs-page.tsx'), 'LogsPage'),
});

const log = createRoute({
  getParentRoute: () => root,
  path: '/logs/$logId',
  component: lazyRouteComponent(() => import('./pages/logs/log-page.tsx'), 'LogPage'),
});

const MEASURES = ['requests', 'errors', 'cost_nano_usd', 'tokens'] as const;

export interface AnalyticsSearch {
  /** What to group by. */
  by?: string | undefined;
  measure?: (typeof MEASURES)[number] | undefined;
}

function readAnalyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  return { by: textIn(search, 'by'), measure: MEASURES.find((measure) => measure === search['measure']) };
}

const analytics = createRoute({
  getParentRoute: () => root,
  path: '/analytics',
  validateSearch: readAnalyticsSearch,
  component: lazyRouteComponent(() => import('./pages/analytics/overview-page.tsx'), 'OverviewPage'),
});

const analyticsView = createRoute({
  getParentRoute: () => root,
  path: '/analytics/$view',
  validateSearch: readAnalyticsSearch,
  component: lazyRouteComponent(() => import('./pages/analytics/view-page.tsx'), 'AnalyticsViewPage'),
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./pages/sessions/sessions-page.tsx'), 'SessionsPage'),
});

const session = createRoute({
  getParentRoute: () => root,
  path: '/sessions/$sessionId',
  validateSearch: readOpenRequest,
  component: lazyRouteComponent(() => import('./pages/sessions/session-page.tsx'), 'SessionPage'),
});

const trace = createRoute({
  getParentRoute: () => root,
  path: '/traces/$traceId',
  validateSearch: readOpenRequest,
  component: lazyRouteComponent(() => import('./pages/traces/trace-page.tsx'), 'TracePage'),
});

const configs = createRoute({
  getParentRoute: () => root,
  path: '/configs',
  component: lazyRouteComponent(() => import('./pages/configs/configs-page.tsx'), 'ConfigsPage'),
});

const config = createRoute({
  getParentRoute: () => root,
  path: '/configs/$slug',
  component: lazyRouteComponent(() => import('./pages/configs/config-page.tsx'), 'ConfigPage'),
});

const guardrails = createRoute({
  getParentRoute: () => root,
  path: '/guardrails',
  component: lazyRouteComponent(() => import('./pages/guardrails/guardrails-page.tsx'), 'GuardrailsPage'),
});

const guardrail = createRoute({
  getParentRoute: () => root,
  path: '/guardrails/$slug',
  component: lazyRouteComponent(() => import('./pages/guardrails/guardrail-page.tsx'), 'GuardrailPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => root,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./pages/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
});

const models = createRoute({
  getParentRoute: () => root,
  path: '/models',
  component: lazyRouteComponent(() => import('./pages/models/models-page.tsx'), 'ModelsPage'),
});

const gallery = createRoute({
  getParentRoute: () => root,
  path: '/models/gallery',
  validateSearch: readGallerySearch,
  component: lazyRouteComponent(() => import('./pages/gallery/gallery-page.tsx'), 'GalleryPage'),
});

const integration = createRoute({
  getParentRoute: () => root,
  path: '/models/integrations/$slug',
  component: lazyRouteComponent(() => import('./pages/integrations/integration-page.tsx'), 'IntegrationPage'),
});

const workspaces = createRoute({
  getParentRoute: () => root,
  path: '/workspaces',
  component: lazyRouteComponent(() => import('./pages/workspaces/workspaces-page.tsx'), 'WorkspacesPage'),
});

const workspace = createRoute({
  getParentRoute: () => root,
  path: '/workspaces/$workspaceId',
  component: lazyRouteComponent(() => import('./pages/workspaces/workspace-page.tsx'), 'WorkspacePage'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const budgets = createRoute({
  getParentRoute: () => root,
  path: '/budgets',
  component: lazyRouteComponent(() => import('./pages/budgets/budgets-page.tsx'), 'BudgetsPage'),
});

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    logs,
    log,
    sessions,
    session,
    trace,
    analytics,
    analyticsView,
    models,
    gallery,
    integration,
    configs,
    config,
    guardrails,
    guardrail,
    apiKeys,
    workspaces,
    workspace,
    budgets,
    people,
    audit,
    settings,
    account,
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: () => <SkeletonRows rows={8} />,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
