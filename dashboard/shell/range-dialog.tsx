/** A time range from one moment to another, in the viewer's own time. */
import { useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Range } from './use-range.ts';

interface RangeDialogProps {
  range: Range;
  onClose: () => void;
}

export function RangeDialog({ range, onClose }: RangeDialogProps) {
  const [from, setFrom] = useState(() => toField(range.from));
  const [to, setTo] = useState(() => toField(range.to ?? Date.now()));
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const isWrong = !(start < end);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Choose a time range">
      <Form
        action="Show this time"
        busy={false}
        error={null}
        isIncomplete={isWrong}
        onSubmit={() => {
          if (isWrong) return;
          range.set(`${start}..${end}`);
          onClose();
        }}
      >
        <Field label="From">
          {(ids) => (
            <Input
              {...ids}
              type="datetime-local"
              required
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          )}
        </Field>
        <Field label="To" error={isWrong ? 'The end must come after the beginning.' : null}>
          {(ids) => (
            <Input {...ids} type="datetime-local" required value={to} onChange={(event) => setTo(event.target.value)} />
          )}
        </Field>
      </Form>
    </Dialog>
  );
}

/** As such a field has it: the viewer's own time, to the minute. */
function toField(moment: number): string {
  const offsetMs = new Date(moment).getTimezoneOffset() * 60_000;
  return new Date(moment - offsetMs).toISOString().slice(0, 16);
}
