/** Tabs within a page or panel. */
import * as Radix from '@radix-ui/react-tabs';
import type { ReactNode } from 'react';

export interface Tab {
  id: string;
  label: ReactNode;
  content: ReactNode;
}

interface TabsProps {
  tabs: readonly Tab[];
  label: string;
  /** Absent: the tabs keep it themselves. */
  value?: string;
  onChange?: (id: string) => void;
}

export function Tabs({ tabs, label, value, onChange }: TabsProps) {
  return (
    <Radix.Root
      {...(value === undefined ? { defaultValue: tabs[0]?.id ?? '' } : { value })}
      {...(onChange === undefined ? {} : { onValueChange: onChange })}
      className="flex min-h-0 flex-1 flex-col"
    >
      {/* The ring of focus is inside the tabs: this row scrolls, and would cut it off. */}
      <Radix.List aria-label={label} className="flex shrink-0 gap-2 overflow-x-auto border-b px-3">
        {tabs.map(({ id, label: name }) => (
          <Radix.Trigger
            key={id}
            value={id}
            className="-mb-px h-9 border-b-2 border-transparent px-1.5 text-sm whitespace-nowrap text-ink-soft -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {name}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(({ id, content }) => (
        <Radix.Content key={id} value={id} className="min-h-0 flex-1 overflow-y-auto p-4">
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
