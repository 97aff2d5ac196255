/** Who signs in and how: domains of addresses, directories with a live test, and the tokens of SCIM. */
import {
  type Directory,
  useAddScimToken,
  useDirectories,
  useIdentitySettings,
  useRemoveDirectory,
  useRemoveScimToken,
  useScimTokens,
  useTestDirectory,
} from '../../api/queries/identity.ts';
import { formatAgo } from '../../format/moments.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { AddDirectory } from './add-directory.tsx';
import { DirectorySettings } from './directory-settings-dialog.tsx';
import { OneField, Section } from './section.tsx';
import { SignInDomains } from './sign-in-domains.tsx';
import { SignInDuty } from './sign-in-duty.tsx';

export function SignInRules() {
  const settings = useIdentitySettings();
  if (settings.isPending) return <SkeletonRows rows={4} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return (
    <div className="flex max-w-3xl flex-col gap-8">
      <SignInDomains settings={settings.data} />
      <SignInDuty settings={settings.data} />
      <Directories />
      <ScimTokens />
    </div>
  );
}

function Directories() {
  const directories = useDirectories();
  if (directories.isPending) return <SkeletonRows rows={2} />;
  if (directories.isError) return <ErrorState error={directories.error} />;
  return (
    <Section title="Directories" summary="Each has a button on the sign-in page.">
      <ul className="flex flex-col divide-y rounded-md border empty:hidden">
        {directories.data.data.map((directory) => (
          <DirectoryRow key={directory.id} directory={directory} />
        ))}
      </ul>
      <AddDirectory />
    </Section>
  );
}

function DirectoryRow({ directory }: { directory: Directory }) {
  const test = useTestDirectory();
  const remove = useRemoveDirectory();
  const { saml, oidc } = directory;
  return (
    <li className="flex flex-wrap items-center gap-2 p-3 text-sm">
      <span className="font-medium">{directory.name}</span>
      {!directory.is_enabled && <Badge tone="warn">off</Badge>}
      <span className="foreign-text truncate text-xs text-ink-soft">{oidc?.issuer ?? saml?.entity_id}</span>
      <span className="flex-1" />
      <Button busy={test.isPending} onClick={() => test.mutate(directory.id)}>
        Test
      </Button>
      <DirectorySettings directory={directory} />
      <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(directory.id)}>
        Remove
      </Button>
      <Addresses directory={directory} />
      {test.data?.steps.map((step) => (
        <p key={step.name} className="flex w-full gap-2 text-xs">
          <Badge tone={step.ok ? 'ok' : 'bad'}>{step.name}</Badge>
          <span className="foreign-text break-all">{step.detail}</span>
        </p>
      ))}
      {(test.error ?? remove.error) !== null && <ErrorState error={test.error ?? remove.error} />}
    </li>
  );
}

/** What the directory wants to know of us. */
function Addresses({ directory }: { directory: Directory }) {
  return (
    <p className="w-full text-xs text-ink-soft">
      Redirect URI: <code className="font-mono break-all">{directory.callback_url}</code>
      <br />
      {directory.saml === null ? 'Back-channel logout URI: ' : 'Our metadata and entity id: '}
      <code className="font-mono break-all">{directory.saml?.own_metadata_url ?? directory.logout_url}</code>
    </p>
  );
}

function ScimTokens() {
  const tokens = useScimTokens();
  const add = useAddScimToken();
  const remove = useRemoveScimToken();
  if (tokens.isPending) return <SkeletonRows rows={2} />;
  if (tokens.isError) return <ErrorState error={tokens.error} />;
  return (
    <Section title="Provisioning (SCIM)" summary="With a token your directory creates and removes people here.">
      <ul className="flex flex-col divide-y rounded-md border empty:hidden">
        {tokens.data.data.map(({ id, name, created_at: at }) => (
          <li key={id} className="flex items-center gap-2 p-3 text-sm">
            <span className="font-medium">{name}</span>
            <span className="flex-1 text-xs text-ink-soft">{formatAgo(at)}</span>
            <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(id)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {add.data !== undefined && (
        <p role="status" className="rounded-md border p-3 text-xs">
          Shown this once. Base URL: <code className="font-mono break-all">{add.data.base_url}</code>
          <br />
          Token: <code className="font-mono break-all">{add.data.token}</code>
        </p>
      )}
      {(add.error ?? remove.error) !== null && <ErrorState error={add.error ?? remove.error} />}
      <OneField
        label="Name of a new token"
        action="Make a token"
        busy={add.isPending}
        onSubmit={(name, done) => add.mutate(name, { onSuccess: done })}
      />
    </Section>
  );
}
