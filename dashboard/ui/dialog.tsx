/**
 * A dialog over the page, and one that asks for a name before it destroys. Once something is typed into it, a click beside it
 * does not close it, so that nothing is lost by accident.
 */
import { X } from 'lucide-react';
import * as Radix from '@radix-ui/react-dialog';
import { type ReactNode, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { Field, Input } from './field.tsx';
import { Form } from './form.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** For what stands side by side. */
  wide?: boolean;
  children: ReactNode;
}

export function Dialog({ open, onOpenChange, title, description, wide = false, children }: DialogProps) {
  const isTyped = useRef(false);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={() => (isTyped.current = false)}
          onInput={() => (isTyped.current = true)}
          onInteractOutside={(event) => isTyped.current && event.preventDefault()}
          className={classNames(
            'fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] -translate-x-1/2 flex-col rounded-md border bg-surface',
            wide ? 'w-[min(920px,calc(100vw-24px))]' : 'w-[min(560px,calc(100vw-24px))]',
          )}
        >
          <div className="flex items-start gap-3 border-b py-3 pr-2 pl-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-sm text-ink-soft">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X aria-hidden />} />
            </Radix.Close>
          </div>
          <div className="overflow-y-auto p-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What happens then, in a sentence. */
  consequence: string;
  /** Must be typed before the button works. */
  name: string;
  action: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
}

export function ConfirmByName(props: ConfirmProps) {
  const [typed, setTyped] = useState('');
  const { name, busy, error } = props;
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title={props.title} description={props.consequence}>
      <Form
        action={props.action}
        look="danger"
        busy={busy}
        error={error}
        isIncomplete={typed !== name}
        beside={<Button onClick={() => props.onOpenChange(false)}>Cancel</Button>}
        onSubmit={() => {
          if (typed === name) props.onConfirm();
        }}
      >
        <Field label={`Type “${name}” to confirm`}>
          {(ids) => (
            <Input {...ids} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
      </Form>
    </Dialog>
  );
}
