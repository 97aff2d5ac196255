/** Is the window as narrow as a phone? */
import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 699px)');

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}

export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
