/** Whose e-mail addresses may sign in by a directory: domains, each proven by a TXT record, with or without its subdomains. */
import { type IdentitySettings, useUpdateIdentitySettings, useVerifyDomain } from '../../api/queries/identity.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { OneField, Section } from './section.tsx';

type Domain = IdentitySettings['domains'][number];

export function SignInDomains({ settings }: { settings: IdentitySettings }) {
  const update = useUpdateIdentitySettings();
  const verify = useVerifyDomain();
  const kept = settings.domains.map(({ domain, allow_subdomains }) => ({ domain, allow_subdomains }));
  const failed = update.error ?? verify.error;
  return (
    <Section title="Domains" summary="Whose e-mail addresses may sign in by a directory. A TXT record proves a domain.">
      <ul className="flex flex-col divide-y rounded-md border empty:hidden">
        {settings.domains.map((domain) => (
          <DomainRow
            key={domain.domain}
            domain={domain}
            isVerifying={verify.isPending && verify.variables === domain.domain}
            onVerify={() => verify.mutate(domain.domain)}
            onRemove={() => update.mutate({ domains: kept.filter((one) => one.domain !== domain.domain) })}
            onSubdomains={(allow_subdomains) =>
              update.mutate({
                domains: kept.map((one) => (one.domain === domain.domain ? { ...one, allow_subdomains } : one)),
              })
            }
          />
        ))}
      </ul>
      {failed !== null && <ErrorState error={failed} />}
      <OneField
        label="Domain"
        action="Add"
        busy={update.isPending}
        onSubmit={(domain, done) =>
          update.mutate({ domains: [...kept, { domain, allow_subdomains: false }] }, { onSuccess: done })
        }
      />
    </Section>
  );
}

interface DomainRowProps {
  domain: Domain;
  isVerifying: boolean;
  onVerify: () => void;
  onRemove: () => void;
  onSubdomains: (isOn: boolean) => void;
}

function DomainRow({ domain, isVerifying, onVerify, onRemove, onSubdomains }: DomainRowProps) {
  const { domain: name, verified_at: verifiedAt, record_name: record, record_text: text } = domain;
  const isVerified = verifiedAt !== null;
  return (
    <li className="flex flex-wrap items-center gap-2 p-3 text-sm">
      <span className="foreign-text font-medium">{name}</span>
      {isVerified ? <Badge tone="ok">Verified</Badge> : <Badge tone="warn">Not verified</Badge>}
      <span className="flex-1" />
      {!isVerified && (
        <Button busy={isVerifying} aria-label={`Verify ${name}`} onClick={onVerify}>
          Verify
        </Button>
      )}
      <Button look="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </Button>
      <div className="w-full">
        <CheckField
          label={`Addresses of its subdomains too, as team.${name}`}
          checked={domain.allow_subdomains}
          onChange={onSubdomains}
        />
      </div>
      {!isVerified && (
        <p className="w-full text-xs text-ink-soft">
          TXT record of <code className="font-mono break-all">{record}</code>:{' '}
          <code className="font-mono break-all">{text}</code>
        </p>
      )}
    </li>
  );
}
