/** People: who belongs to the organisation and to its workspaces, who is invited, and what the roles may do. */
import { useHolds } from '../../api/queries/session.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { InviteList } from './invite-list.tsx';
import { MemberList } from './member-list.tsx';
import { PermissionTable } from './permission-table.tsx';
import { ProvisioningLog } from './provisioning-log.tsx';
import { SignedInList } from './signed-in-list.tsx';
import { UserList } from './user-list.tsx';

export function PeoplePage() {
  const mayListUsers = useHolds('organisation_users.list');
  const mayReadAudit = useHolds('audit_logs.list');
  const mayReadSettings = useHolds('organisation_settings.read');
  const tabs: Tab[] = [
    ...(mayListUsers
      ? [
          { id: 'users', label: 'People', content: <UserList /> },
          { id: 'invites', label: 'Invitations', content: <InviteList /> },
          { id: 'signed-in', label: 'Signed in', content: <SignedInList /> },
        ]
      : []),
    { id: 'members', label: 'Workspaces', content: <MemberList /> },
    ...(mayReadAudit ? [{ id: 'provisioning', label: 'Provisioning', content: <ProvisioningLog /> }] : []),
    ...(mayReadSettings ? [{ id: 'permissions', label: 'Permissions', content: <PermissionTable /> }] : []),
  ];
  return (
    <Page title="People" summary="Who may sign in, which workspaces they belong to, and what their roles may do.">
      <Card>
        <Tabs label="People" tabs={tabs} />
      </Card>
    </Page>
  );
}
