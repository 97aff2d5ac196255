/** What an administrator does for a person, each in a dialog of its own. */
import { useState } from 'react';
import {
  type User,
  useMakeOwner,
  useRemoveUser,
  useResetLink,
  useResetSecondFactor,
} from '../../api/queries/people.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { fullName } from './names.ts';

export type UserAction = 'reset-password' | 'reset-second-factor' | 'make-owner' | 'remove';

interface OfUser {
  user: User;
  onClose: () => void;
}

export function UserDialog({ action, ...of }: OfUser & { action: UserAction }) {
  switch (action) {
    case 'reset-password':
      return <ResetLink {...of} />;
    case 'reset-second-factor':
      return <ResetSecondFactor {...of} />;
    case 'make-owner':
      return <MakeOwner {...of} />;
    case 'remove':
      return <RemoveUser {...of} />;
  }
}

function MakeOwner({ user, onClose }: OfUser) {
  const make = useMakeOwner();
  const [password, setPassword] = useState('');
  const [stepDown, setStepDown] = useState(false);
  const submit = (): void => {
    const wanted = { user_id: user.id, current_password: password, step_down: stepDown };
    make.mutate(wanted, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Make an owner"
      description={`${fullName(user)} may then do everything, and change or remove every other owner.`}
    >
      <Form
        action="Make owner"
        look="danger"
        busy={make.isPending}
        error={make.error}
        beside={<Button onClick={onClose}>Cancel</Button>}
        onSubmit={submit}
      >
        <TextField
          label="Your password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <CheckField label="Hand over: I become an admin" checked={stepDown} onChange={setStepDown} />
      </Form>
    </Dialog>
  );
}

function ResetSecondFactor({ user, onClose }: OfUser) {
  const reset = useResetSecondFactor();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Reset the second factor"
      consequence="For somebody who lost the app and the recovery codes. The password alone opens the account afterwards, until a new factor is set up. Sessions of the person end."
      name={user.email}
      action="Reset the second factor"
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() => reset.mutate(user.id, { onSuccess: onClose })}
    />
  );
}

function RemoveUser({ user, onClose }: OfUser) {
  const remove = useRemoveUser();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Remove this person"
      consequence="Sessions, memberships and gateway keys of the person end at once. The log and the audit trail keep what was done."
      name={user.email}
      action="Remove the person"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(user.id, { onSuccess: onClose })}
    />
  );
}

function ResetLink({ user, onClose }: OfUser) {
  const make = useResetLink();
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="A link for a new password"
      description={`With it, ${user.email} chooses a new password. It works once, for an hour, and ends every session of the person.`}
    >
      <div className="flex flex-col gap-4">
        {make.isError && <ErrorState error={make.error} />}
        {make.data === undefined ? (
          <Button look="primary" className="self-end" busy={make.isPending} onClick={() => make.mutate(user.id)}>
            Make the link
          </Button>
        ) : (
          <>
            <CodeBlock text={make.data.reset_link} label="the link" />
            <p className="text-sm text-ink-soft">
              {make.data.mailed ? 'It is on its way by mail as well.' : 'Hand it to the person on a safe way.'}
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}
