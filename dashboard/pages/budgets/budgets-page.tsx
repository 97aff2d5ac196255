/** Budgets and limits: all of them, what each person may spend, the policies, who is told, and what was stopped. */
import { Page } from '../../ui/page.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { LimitList } from './limit-list.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { PolicyList } from './policy-list.tsx';
import { SpendLimitList } from './spend-limit-list.tsx';
import { StopList } from './stop-list.tsx';

export function BudgetsPage() {
  return (
    <Page
      title="Budgets & limits"
      summary="What keys, people, workspaces and providers may spend, and how fast. A change holds from the next request on."
    >
      <section className="min-w-0 rounded-md border bg-surface">
        <Tabs
          label="Budgets and limits"
          tabs={[
            { id: 'limits', label: 'Limits', content: <LimitList /> },
            { id: 'spend-limits', label: 'Each person', content: <SpendLimitList /> },
            { id: 'policies', label: 'Policies', content: <PolicyList /> },
            { id: 'notifications', label: 'Notifications', content: <NotificationSettings /> },
            { id: 'stops', label: 'Stopped', content: <StopList /> },
          ]}
        />
      </section>
    </Page>
  );
}
