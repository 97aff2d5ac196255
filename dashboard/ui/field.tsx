/** One field of a form: label, control, help, and what is wrong with it. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

const CONTROL =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-ink-soft ' +
  'aria-invalid:border-bad disabled:opacity-60';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={classNames(CONTROL, 'h-8', className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={classNames(CONTROL, 'min-h-20 py-1.5 font-mono text-xs', className)} />;
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={classNames(CONTROL, 'h-8 pr-7', className)} />;
}

interface FieldProps {
  label: string;
  help?: ReactNode;
  error?: string | null | undefined;
  optional?: boolean;
  /** The control gets these, so that it is tied to its label and texts. */
  children: (ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}

export function Field({ label, help, error, optional = false, children }: FieldProps) {
  const id = useId();
  const textId = `${id}-text`;
  const isWrong = error !== undefined && error !== null;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-ink-soft">optional</span>}
      </label>
      {children({ id, 'aria-describedby': textId, 'aria-invalid': isWrong })}
      <div id={textId} className="text-xs leading-4 text-ink-soft empty:hidden">
        {isWrong && <p className="text-bad">{error}</p>}
        {help}
      </div>
    </div>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'email' | 'password';
  /** `off` where it is absent. */
  autoComplete?: string;
  help?: ReactNode;
  optional?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  readOnly?: boolean;
}

/** One line of text in a form: required, where it is not said to be optional. */
export function TextField({
  label,
  value,
  onChange,
  help,
  optional = false,
  type = 'text',
  autoComplete = 'off',
  ...rest
}: TextFieldProps) {
  return (
    <Field label={label} help={help} optional={optional}>
      {(ids) => (
        <Input
          {...ids}
          {...rest}
          type={type}
          autoComplete={autoComplete}
          required={!optional}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface NumberFieldProps {
  label: string;
  /** As it is typed; empty = nothing is. */
  value: string;
  onChange: (value: string) => void;
  help?: ReactNode;
  optional?: boolean;
  min?: number;
  max?: number;
  /** Parts of the unit may be typed. */
  isFraction?: boolean;
}

/** One number in a form: required, where it is not said to be optional. */
export function NumberField({
  label,
  value,
  onChange,
  help,
  optional = false,
  isFraction,
  ...bounds
}: NumberFieldProps) {
  return (
    <Field label={label} help={help} optional={optional}>
      {(ids) => (
        <Input
          {...ids}
          {...bounds}
          type="number"
          step={isFraction === true ? 'any' : 1}
          required={!optional}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface CheckFieldProps {
  label: string;
  /** What it means where it is on, below the label. */
  help?: string | undefined;
  checked: boolean;
  onChange: (isOn: boolean) => void;
}

/** One choice of yes or no in a form. */
export function CheckField({ label, help, checked, onChange }: CheckFieldProps) {
  return (
    <label className="flex items-start gap-2 text-sm">
      <input
        type="checkbox"
        className="mt-0.5"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        {help !== undefined && <span className="block text-xs text-ink-soft">{help}</span>}
      </span>
    </label>
  );
}
