/** How many of several wanted things have to be there. */
import { z } from 'zod';

export const Operator = z.enum(['any', 'all', 'none']);
export type Operator = z.infer<typeof Operator>;

/** `found` of `of` things are there. */
export function holdsFor(operator: Operator, { found, of }: { found: number; of: number }): boolean {
  switch (operator) {
    case 'any':
      return found > 0;
    case 'all':
      return found === of;
    case 'none':
      return found === 0;
  }
}
