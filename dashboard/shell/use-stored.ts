/** A setting of this person in this browser. */
import { useState } from 'react';

export function useStored<Value>(name: string, first: Value): [Value, (value: Value) => void] {
  const key = `tollgate.${name}`;
  const [value, setValue] = useState<Value>(() => read(key) ?? first);
  return [
    value,
    (next) => {
      setValue(next);
      localStorage.setItem(key, JSON.stringify(next));
    },
  ];

  function read(from: string): Value | null {
    try {
      return JSON.parse(localStorage.getItem(from) ?? 'null') as Value | null;
    } catch {
      return null;
    }
  }
}
