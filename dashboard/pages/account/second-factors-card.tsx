/** The second step of signing in: authenticator apps, security keys and recovery codes of one's own account. */
import { useState } from 'react';
import {
  type SecondFactor,
  useAddSecondFactor,
  useAddSecurityKey,
  useBeginSecondFactor,
  useMakeRecoveryCodes,
  useRemoveSecondFactor,
  useSecondFactors,
} from '../../api/queries/account.ts';
import { hasSecurityKeys } from '../../api/security-key.ts';
import { Ago } from '../../ui/ago.tsx';
import { AuthenticatorSecret } from '../../forms/authenticator-secret.tsx';
import { RecoveryCodes } from '../../forms/recovery-codes.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

type Open = { kind: 'add' } | { kind: 'add-key' } | { kind: 'codes' } | { kind: 'remove'; factor: SecondFactor };

export function SecondFactorsCard() {
  const factors = useSecondFactors();
  const [open, setOpen] = useState<Open | null>(null);
  return (
    <Card
      title="Second step"
      action={
        <span className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => setOpen({ kind: 'add' })}>Add an app</Button>
          {hasSecurityKeys() && <Button onClick={() => setOpen({ kind: 'add-key' })}>Add a security key</Button>}
        </span>
      }
    >
      {factors.isPending ? (
        <SkeletonRows rows={2} />
      ) : factors.isError ? (
        <ErrorState error={factors.error} onRetry={() => void factors.refetch()} />
      ) : factors.data.total === 0 ? (
        <EmptyState title="Your password is all that it takes">
          With an authenticator app or a security key, somebody who has your password still cannot sign in.
        </EmptyState>
      ) : (
        <>
          <Factors rows={factors.data.data} onRemove={(factor) => setOpen({ kind: 'remove', factor })} />
          <div className="flex flex-wrap items-center justify-between gap-2 border-t px-4 py-2 text-sm">
            <span className="flex items-center gap-2">
              Recovery codes
              <Badge tone={factors.data.recovery_codes_left < 3 ? 'warn' : 'neutral'}>
                {factors.data.recovery_codes_left} left
              </Badge>
            </span>
            <Button look="quiet" onClick={() => setOpen({ kind: 'codes' })}>
              Make new ones
            </Button>
          </div>
        </>
      )}
      {open !== null && <OpenDialog open={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function OpenDialog({ open, onClose }: { open: Open; onClose: () => void }) {
  if (open.kind === 'add') return <AddDialog onClose={onClose} />;
  if (open.kind === 'add-key') return <AddKeyDialog onClose={onClose} />;
  if (open.kind === 'codes') return <CodesDialog onClose={onClose} />;
  return <RemoveDialog factor={open.factor} onClose={onClose} />;
}

const KINDS: Record<SecondFactor['kind'], string> = { totp: 'App', webauthn: 'Security key' };

function Factors({ rows, onRemove }: { rows: readonly SecondFactor[]; onRemove: (factor: SecondFactor) => void }) {
  return (
    <Table
      label="Second factors"
      rows={rows}
      rowId={({ id }) => id}
      columns={[
        { id: 'name', title: 'Name', cell: ({ name }) => <span className="foreign-text block truncate">{name}</span> },
        { id: 'kind', title: 'Kind', cell: ({ kind }) => KINDS[kind] },
        {
          id: 'since',
          title: 'Since',
          cell: ({ created_at: at }) => <Ago at={at} />,
        },
        {
          id: 'used',
          title: 'Last used',
          cell: ({ last_used_at: at }) => (at === null ? '–' : <Ago at={at} />),
        },
        {
          id: 'actions',
          title: '',
          cell: (factor) => (
            <Button look="quiet" onClick={() => onRemove(factor)}>
              Remove
            </Button>
          ),
        },
      ]}
    />
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const begin = useBeginSecondFactor();
  const add = useAddSecondFactor();
  const [typed, setTyped] = useState({ name: '', code: '', password: '' });
  const type = (part: Partial<typeof typed>): void => setTyped({ ...typed, ...part });
  if (add.isSuccess) {
    const { recovery_codes: codes } = add.data;
    return <ShownOnce codes={codes} title="The app is set up" onClose={onClose} />;
  }
  const submit = (): void => {
    if (begin.data === undefined) return begin.mutate();
    add.mutate({
      current_password: typed.password,
      code: typed.code.trim(),
      enrolment: begin.data.enrolment,
      ...(typed.name.trim() === '' ? {} : { name: typed.name.trim() }),
    });
  };
  const failed = begin.error ?? add.error;
  return (
    <Dialog open title="Add an authenticator app" onOpenChange={onClose}>
      <Form
        action={begin.data === undefined ? 'Show the QR code' : 'Add'}
        busy={begin.isPending || add.isPending}
        error={failed}
        onSubmit={submit}
      >
        {begin.data === undefined ? (
          <p className="text-sm text-ink-soft">
            Have an authenticator app at hand, as Google Authenticator, 1Password or Aegis. Your other sessions will
            end.
          </p>
        ) : (
          <>
            <AuthenticatorSecret uri={begin.data.uri} secret={begin.data.secret} />
            <TextField label="Code that the app shows" value={typed.code} onChange={(code) => type({ code })} />
            <TextField
              label="Name"
              optional
              value={typed.name}
              onChange={(name) => type({ name })}
              placeholder="Phone"
            />
            <PasswordField value={typed.password} onChange={(password) => type({ password })} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

function AddKeyDialog({ onClose }: { onClose: () => void }) {
  const add = useAddSecurityKey();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  if (add.isSuccess) {
    return <ShownOnce codes={add.data.recovery_codes} title="The security key is set up" onClose={onClose} />;
  }
  const submit = (): void => {
    add.mutate({ name: name.trim(), password });
  };
  return (
    <Dialog
      open
      title="Add a security key"
      description="A key for USB or NFC, or a passkey of this device. Your browser asks for it next. Your other sessions will end."
      onOpenChange={onClose}
    >
      <Form action="Add" busy={add.isPending} error={add.error} isIncomplete={password === ''} onSubmit={submit}>
        <TextField label="Name" optional value={name} onChange={setName} placeholder="Key on my key ring" />
        <PasswordField value={password} onChange={setPassword} />
      </Form>
    </Dialog>
  );
}

function CodesDialog({ onClose }: { onClose: () => void }) {
  const make = useMakeRecoveryCodes();
  const [password, setPassword] = useState('');
  if (make.isSuccess) {
    return <ShownOnce codes={make.data.recovery_codes} title="New recovery codes" onClose={onClose} />;
  }
  return (
    <PasswordDialog
      title="Make new recovery codes"
      summary="The former ones stop working."
      action="Make them"
      password={password}
      onPassword={setPassword}
      mutation={make}
      onSubmit={() => make.mutate(password)}
      onClose={onClose}
    />
  );
}

function RemoveDialog({ factor, onClose }: { factor: SecondFactor; onClose: () => void }) {
  const remove = useRemoveSecondFactor();
  const [password, setPassword] = useState('');
  return (
    <PasswordDialog
      title={`Remove ${factor.name}`}
      summary="It does not sign you in any more. With the last one go the recovery codes."
      action="Remove"
      password={password}
      onPassword={setPassword}
      mutation={remove}
      onSubmit={() => remove.mutate({ id: factor.id, current_password: password }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

interface PasswordDialogProps {
  title: string;
  summary: string;
  action: string;
  password: string;
  onPassword: (password: string) => void;
  mutation: { isPending: boolean; error: unknown };
  onSubmit: () => void;
  onClose: () => void;
}

function PasswordDialog({ title, summary, action, mutation, ...rest }: PasswordDialogProps) {
  return (
    <Dialog open title={title} description={summary} onOpenChange={rest.onClose}>
      <Form action={action} busy={mutation.isPending} error={mutation.error} onSubmit={rest.onSubmit}>
        <PasswordField value={rest.password} onChange={rest.onPassword} />
      </Form>
    </Dialog>
  );
}

function ShownOnce({ codes, title, onClose }: { codes: readonly string[]; title: string; onClose: () => void }) {
  return (
    <Dialog open title={title} onOpenChange={onClose}>
      <div className="flex flex-col gap-4">
        {codes.length > 0 ? (
          <>
            <p className="text-sm text-ink-soft">
              Keep these recovery codes. Each works once in place of a code. They are shown this once.
            </p>
            <RecoveryCodes codes={codes} />
          </>
        ) : (
          <p className="text-sm text-ink-soft">Your recovery codes stay as they are.</p>
        )}
        <Button look="primary" onClick={onClose} className="self-end">
          Done
        </Button>
      </div>
    </Dialog>
  );
}

function PasswordField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextField
      label="Your password"
      type="password"
      autoComplete="current-password"
      value={value}
      onChange={onChange}
    />
  );
}
