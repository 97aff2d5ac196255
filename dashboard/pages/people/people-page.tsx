/** People: who belongs to the organisation and to its workspaces, who is invited, and what the roles may do. */
import { useHolds } from '../../api/queries/session.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { InviteList } from './invite-list.tsx';
import { MemberList } from './member-list.tsx';
import { PermissionTable } from './permission-table.tsx';
import { UserList } from './user-list.tsx';

export function PeoplePage() {
  const mayListUsers = useHolds('organisation_users.list');
  const mayReadSettings = useHolds('organisation_settings.read');
  const tabs: Tab[] = [
    ...(mayListUsers
      ? [
          { id: 'users', label: 'People', content: <UserList /> },
          { id: 'invites', label: 'Invitations', content: <InviteList /> },
        ]
      : []),
    { id: 'members', label: 'Workspaces', content: <MemberList /> },
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
