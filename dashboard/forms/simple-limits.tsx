/** The two limits that most people want: dollars, and requests a minute. The page “Budgets & limits” knows all of them. */
import { NumberField } from '../ui/field.tsx';

interface SimpleLimitProps {
  label?: string;
  help?: string;
  /** As it is typed; empty = no limit. */
  value: string;
  onChange: (value: string) => void;
}

export function DollarsField({ label = 'Budget for each month', help, value, onChange }: SimpleLimitProps) {
  return <NumberField label={label} help={help} optional isFraction min={0} value={value} onChange={onChange} />;
}

export function PerMinuteField({ label = 'Requests a minute', help, value, onChange }: SimpleLimitProps) {
  return <NumberField label={label} help={help} optional min={0} value={value} onChange={onChange} />;
}
