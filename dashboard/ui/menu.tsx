/** A menu behind a button. */
import * as DropdownMenu from '@radix-ui/react-dropdown-menu';
import type { ReactNode } from 'react';

export interface MenuItem {
  label: string;
  onSelect: () => void;
  danger?: boolean;
  checked?: boolean;
  /** So that several can be chosen one after the other. */
  staysOpen?: boolean;
}

interface MenuProps {
  trigger: ReactNode;
  items: readonly MenuItem[];
  label: string;
  align?: 'start' | 'end';
}

export function Menu({ trigger, items, label, align = 'end' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          className="z-50 max-h-[70vh] min-w-44 overflow-y-auto rounded-md border bg-surface p-1 text-sm shadow-lg"
        >
          {items.map((item, index) => (
            <DropdownMenu.Item
              key={`${index} ${item.label}`}
              onSelect={(event) => {
                if (item.staysOpen === true) event.preventDefault();
                item.onSelect();
              }}
              data-danger={item.danger}
              className="flex cursor-pointer items-center gap-2 rounded px-2 py-1.5 outline-none data-highlighted:bg-raised data-[danger=true]:text-bad"
            >
              {item.checked !== undefined && (
                <span aria-hidden className="w-3 shrink-0">
                  {item.checked ? '✓' : ''}
                </span>
              )}
              <span className="foreign-text max-w-72 truncate">{item.label}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
