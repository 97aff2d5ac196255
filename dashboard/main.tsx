/** The dashboard's door: theme, cache of answers, and either the sign-in page or the router. */
import './styles.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ComponentType, lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/call.ts';
import { SESSION_KEY, useSession } from './api/queries/session.ts';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { router } from './routes.tsx';
import { applyTheme } from './shell/theme.ts';
import { ErrorState } from './ui/states.tsx';
import { shareStyleNonce } from './ui/style-nonce.ts';

const MAX_RETRIES = 2;

/** A refusal stays a refusal; what did not answer is asked again. */
function isWorthRetry(failures: number, error: Error): boolean {
  const isOurs = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !isOurs && failures < MAX_RETRIES;
}

const client = new QueryClient({ defaultOptions: { queries: { retry: isWorthRetry, refetchOnWindowFocus: true } } });

// A session that ended (signed out elsewhere, or its key was deleted) leads back to the sign-in page.
client.getQueryCache().subscribe((event) => {
  const error: unknown = event.query.state.error;
  const key: unknown = event.query.queryKey;
  const isSession = Array.isArray(key) && key[0] === SESSION_KEY[0];
  if (event.type !== 'updated' || isSession || !(error instanceof ApiError) || error.status !== 401) return;
  client.setQueryData(SESSION_KEY, null);
});

/** Pages of links that lead in: they stand before the dashboard, whoever is signed in. */
const DOORS: Readonly<Record<string, ComponentType>> = {
  '/first-owner': lazy(async () => ({
    default: (await import('./pages/sign-in/first-owner-page.tsx')).FirstOwnerPage,
  })),
  '/accept-invite': lazy(async () => ({
    default: (await import('./pages/sign-in/accept-invite-page.tsx')).AcceptInvitePage,
  })),
  '/reset-password': lazy(async () => ({
    default: (await import('./pages/sign-in/reset-password-page.tsx')).ResetPasswordPage,
  })),
};

/** Pages of links that need somebody who is signed in, and none of the frame of the dashboard. */
const DOORS_OF_PEOPLE: Readonly<Record<string, ComponentType>> = {
  '/device': lazy(async () => ({ default: (await import('./pages/device/device-page.tsx')).DevicePage })),
};

/** Of no use to anybody but those who develop the dashboard: a build leaves it out. */
const KitPage = import.meta.env.DEV
  ? lazy(async () => ({ default: (await import('./pages/kit/kit-page.tsx')).KitPage }))
  : null;

function App() {
  if (KitPage !== null && window.location.pathname === '/_kit') {
    return (
      <Suspense>
        <KitPage />
      </Suspense>
    );
  }
  return <Dashboard />;
}

function Dashboard() {
  const session = useSession();
  if (session.isPending) return null;
  if (session.isError) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />;
  const path = window.location.pathname;
  const Door = DOORS[path] ?? (session.data === null ? undefined : DOORS_OF_PEOPLE[path]);
  if (Door !== undefined) {
    return (
      <Suspense>
        <Door />
      </Suspense>
    );
  }
  return session.data === null ? <SignInPage /> : <RouterProvider router={router} />;
}

applyTheme();
shareStyleNonce();
const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
