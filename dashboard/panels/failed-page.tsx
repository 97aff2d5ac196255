/** A page whose subject could not be fetched: it still has its title, and the way back to the list. */
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { Page } from '../ui/page.tsx';
import { ErrorState } from '../ui/states.tsx';

interface FailedPageProps {
  title: string;
  /** The list that it would be in. */
  to: '/configs' | '/guardrails' | '/models' | '/workspaces';
  list: string;
  error: unknown;
  onRetry: () => void;
}

export function FailedPage({ title, to, list, error, onRetry }: FailedPageProps) {
  return (
    <Page
      title={title}
      summary={
        <Link to={to} className="inline-flex items-center gap-1 text-accent">
          <ArrowLeft aria-hidden className="size-4" />
          {list}
        </Link>
      }
    >
      <div className="-m-4">
        <ErrorState error={error} onRetry={onRetry} />
      </div>
    </Page>
  );
}
