/** Settings of the organisation: what its requests may bring along, rules for metadata, how long they are kept, who signs in, secret managers, tokens as keys. */
import { type OrganisationSettings, useOrganisationSettings } from '../../api/queries/organisation-settings.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Card, Page } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { ClaudeCodeRules } from './claude-code-rules.tsx';
import { KeyRules } from './key-rules.tsx';
import { LogRules } from './log-rules.tsx';
import { MetadataRules } from './metadata-rules.tsx';
import { RequestRules } from './request-rules.tsx';
import { RetentionRules } from './retention-rules.tsx';
import { SecretRules } from './secret-rules.tsx';
import { SignInRules } from './sign-in-rules.tsx';
import { TokenRules } from './token-rules.tsx';

export function SettingsPage() {
  const settings = useOrganisationSettings();
  const canSeeSecrets = useHolds('secret_references.list');
  return (
    <Page title="Settings" summary="What holds for every workspace of the organisation.">
      {settings.isPending ? (
        <SkeletonRows rows={6} />
      ) : settings.isError ? (
        <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <Card>
          <Tabs label="Settings" tabs={tabsOf(settings.data, canSeeSecrets)} />
        </Card>
      )}
    </Page>
  );
}

function tabsOf(settings: OrganisationSettings, canSeeSecrets: boolean): Tab[] {
  return [
    { id: 'requests', label: 'Requests', content: <RequestRules settings={settings} /> },
    { id: 'metadata', label: 'Metadata', content: <MetadataRules settings={settings} /> },
    { id: 'keys', label: 'Keys of people', content: <KeyRules settings={settings} /> },
    { id: 'log', label: 'Log and cache', content: <LogRules settings={settings} /> },
    { id: 'retention', label: 'Retention', content: <RetentionRules settings={settings} /> },
    { id: 'sign-in', label: 'Sign-in', content: <SignInRules /> },
    { id: 'claude-code', label: 'Claude Code', content: <ClaudeCodeRules /> },
    ...(canSeeSecrets ? [{ id: 'secrets', label: 'Secrets', content: <SecretRules /> }] : []),
    { id: 'tokens', label: 'Tokens as keys', content: <TokenRules settings={settings} /> },
  ];
}
