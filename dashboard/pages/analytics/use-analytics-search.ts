/** What the pages of analytics keep in the URL: a dimension and a measure. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { SeriesMeasure } from '../../api/queries/analytics.ts';

interface AnalyticsSearch {
  by?: string;
  measure?: SeriesMeasure;
}

export function useAnalyticsSearch(): AnalyticsSearch & { set: (search: AnalyticsSearch) => void } {
  const { by, measure }: AnalyticsSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  return {
    ...(by === undefined ? {} : { by }),
    ...(measure === undefined ? {} : { measure }),
    set: (search) =>
      void navigate({ to: '.', search: (before: object) => ({ ...before, ...search }), replace: true } as never),
  };
}
