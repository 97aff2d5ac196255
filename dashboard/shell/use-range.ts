/** Reading and setting the time range of the URL. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { DEFAULT_RANGE, readRange, type TimeRange } from './time-range.ts';

const REFRESH_MS = 10_000;

export interface Range extends TimeRange {
  text: string;
  set: (text: string) => void;
}

/** Moves on by itself while the range ends now. */
export function useRange(): Range {
  const search: { range?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const text = search.range ?? DEFAULT_RANGE;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return {
    ...readRange(text, now),
    text,
    set: (range) =>
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, range: range === DEFAULT_RANGE ? undefined : range }),
      } as never),
  };
}
